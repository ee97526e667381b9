//! What personal data a column holds, by its heading and its content together.

use rayon::prelude::*;

use super::headings::{
    ADDRESS, BIRTH, COORDINATE, EMAIL, HANDLE, IDENTIFIER, NAME_ALONE, ORGANISATION, PERSON, PHONE, POSTCODE,
    REFERENCE, says, spread,
};
use crate::model::Personal;
use crate::personal as look;
use crate::readers::survey::dates;
use crate::readers::survey::numbers::{Notation, whole};
use crate::readers::survey::raw::RawColumn;
use crate::readers::survey::words::fold;

/// What was found in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Personal,
    /// Why, in words and without any value; empty where the heading asks for it.
    pub reason: String,
    /// Whether it is no more than a guess.
    pub guessed: bool,
}

impl Finding {
    fn asked(kind: Personal) -> Option<Self> {
        Some(Self { kind, reason: String::new(), guessed: false })
    }
}

/// Of so many different values about that many are looked at, spread evenly over the column: shares need no more.
const LOOKED_AT: usize = 4000;

/// At least so many are looked at by one processor.
const SIDE_BY_SIDE: usize = 500;

/// The values of a column that say something.
struct Said<'a> {
    column: &'a RawColumn,
    /// Those that are looked at.
    values: Vec<(&'a str, u64)>,
    /// How many answers they are.
    looked_at: u64,
    answers: u64,
    different: u64,
}

impl<'a> Said<'a> {
    fn of(column: &'a RawColumn) -> Self {
        let step = column.distinct().div_ceil(LOOKED_AT).max(1);
        let values: Vec<(&str, u64)> = column.sample(step).filter(|(value, _)| !says_nothing(value)).collect();
        let looked_at = values.iter().map(|(_, count)| count).sum();
        let (answers, different) =
            if step == 1 { (looked_at, values.len() as u64) } else { (column.answered(), column.distinct() as u64) };
        Self { column, values, looked_at, answers, different }
    }

    /// How many answers fit.
    fn count(&self, fits: impl Fn(&str) -> bool + Sync) -> u64 {
        self.column.par_filled().filter(|(value, _)| !says_nothing(value) && fits(value)).map(|(_, count)| count).sum()
    }

    /// The same of a hundred.
    fn share(&self, fits: impl Fn(&str) -> bool + Sync) -> u64 {
        let values = self.values.par_iter().with_min_len(SIDE_BY_SIDE);
        let fitting: u64 = values.filter(|(value, _)| fits(value)).map(|(_, count)| count).sum();
        fitting * 100 / self.looked_at.max(1)
    }

    /// How many different answers there are to a hundred.
    fn variety(&self) -> u64 {
        self.different * 100 / self.answers.max(1)
    }

    /// A finding that its content alone made.
    fn seen(&self, kind: Personal, like: &str, fits: impl Fn(&str) -> bool + Sync, guessed: bool) -> Option<Finding> {
        let (count, of) = (self.count(fits), self.answers);
        let sampled = if self.column.distinct() > LOOKED_AT {
            format!("; judged by an even sample of {} different ones", self.values.len())
        } else {
            String::new()
        };
        Some(Finding { kind, reason: format!("{count} of {of} answers look like {like}{sampled}"), guessed })
    }
}

/// Words that stand where somebody did not want to say, or where a publisher took out what was said.
fn says_nothing(value: &str) -> bool {
    const LONGEST: usize = 60;
    if value.len() > LONGEST {
        return false;
    }
    matches!(
        fold(value).as_str(),
        "no" | "none"
            | "nil"
            | "n/a"
            | "na"
            | "-"
            | "--"
            | "x"
            | "xxx"
            | "no thanks"
            | "no thank you"
            | "anonymous"
            | "anonymised"
            | "anonymized"
            | "redacted"
            | "[redacted]"
            | "removed"
            | "prefer not to say"
            | "not applicable"
            | "***"
    )
}

/// What a column holds, by its heading and its values.
pub fn of_column(heading: &str, column: &RawColumn) -> Option<Finding> {
    let said = Said::of(column);
    if said.answers == 0 {
        return None;
    }
    let heading = spread(heading);
    contact(&heading, &said)
        .or_else(|| place(&heading, &said))
        .or_else(|| birth(&heading, &said))
        .or_else(|| name(&heading, &said))
        .or_else(|| identifier(&heading, &said))
}

fn contact(heading: &str, said: &Said<'_>) -> Option<Finding> {
    let emails = said.share(look::is_email);
    if says(heading, &EMAIL) && (emails >= 10 || (emails >= 1 && said.variety() >= 50)) {
        return Finding::asked(Personal::Email);
    }
    if emails >= 30 {
        return said.seen(Personal::Email, "e-mail addresses", look::is_email, false);
    }
    let version = says(heading, &["version", "release", "section"]);
    if !version && said.share(look::is_ip_address) >= 60 {
        return said.seen(Personal::IpAddress, "network addresses", look::is_ip_address, false);
    }
    let numbers = said.share(look::is_national_number);
    if numbers >= 50 && said.variety() >= 50 {
        return said.seen(Personal::Identifier, "numbers of papers or accounts", look::is_national_number, false);
    }
    if says(heading, &REFERENCE) {
        return None;
    }
    if says(heading, &PHONE) && said.share(look::is_phone_loosely) >= 30 && said.variety() >= 50 {
        return Finding::asked(Personal::Phone);
    }
    let called_otherwise = says(heading, &["id", "code", "ref", "reference"]);
    if !called_otherwise && said.share(look::is_phone) >= 70 && said.variety() >= 50 {
        return said.seen(Personal::Phone, "telephone numbers", look::is_phone, false);
    }
    None
}

fn place(heading: &str, said: &Said<'_>) -> Option<Finding> {
    if said.share(|value| look::is_coordinate_pair(value) || look::is_geopoint(value)) >= 60 {
        let point = |value: &str| look::is_coordinate_pair(value) || look::is_geopoint(value);
        return said.seen(Personal::Location, "coordinates", point, false);
    }
    if says(heading, &COORDINATE) || heading == " long " || heading.ends_with(" gps long ") {
        let number = |value: &str| {
            let is_number = Notation { decimal_comma: value.contains(',') }.number(value);
            is_number.is_some_and(|number| number.abs() <= 180.0) && value.contains(['.', ','])
        };
        if said.share(number) >= 80 {
            return Finding::asked(Personal::Location);
        }
    }
    let reference = says(heading, &REFERENCE);
    if says(heading, &POSTCODE) && !reference && said.share(look::is_postal_code) >= 30 {
        return Finding::asked(Personal::Address);
    }
    if !reference && said.share(look::is_british_postcode) >= 60 {
        return said.seen(Personal::Address, "postcodes", look::is_british_postcode, false);
    }
    let asks = says(heading, &ADDRESS) && !says(heading, &EMAIL) && !says(heading, &["ip", "web", "website", "we"]);
    let street = |value: &str| {
        value.split_whitespace().count() >= 2
            && value.chars().any(char::is_alphabetic)
            && value.chars().any(|c| c.is_ascii_digit())
    };
    if asks && said.variety() >= 60 && said.share(street) >= 40 {
        return Finding::asked(Personal::Address);
    }
    None
}

fn birth(heading: &str, said: &Said<'_>) -> Option<Finding> {
    let serial = |value: &str| whole(value).is_some_and(|number| (3_000..=60_000).contains(&number));
    let date = |value: &str| dates::read(value).is_some() || (value.len() == 5 && serial(value));
    (says(heading, &BIRTH) && said.share(date) >= 50 && said.variety() >= 30)
        .then(|| Finding::asked(Personal::BirthDate))?
}

fn name(heading: &str, said: &Said<'_>) -> Option<Finding> {
    let like_names = said.share(look::is_like_a_name) >= 60;
    let alone = NAME_ALONE.iter().any(|name| heading.trim() == *name);
    if like_names
        && says(heading, &PERSON)
        && (said.different >= 2 || said.answers == 1)
        && (said.answers < 20 || said.variety() >= 10)
        && !says(heading, &["username"])
    {
        return Finding::asked(Personal::Name);
    }
    if like_names && (alone || says(heading, &ORGANISATION)) && said.variety() >= 50 {
        return Finding::asked(Personal::Name);
    }
    let enough = said.answers >= 5 && said.variety() >= 80;
    if enough && said.share(look::is_likely_a_person) >= 60 {
        return said.seen(Personal::Name, "a given name and a surname", look::is_likely_a_person, true);
    }
    None
}

fn identifier(heading: &str, said: &Said<'_>) -> Option<Finding> {
    let word = |value: &str| !value.contains(char::is_whitespace);
    let different = said.variety() >= 60;
    if says(heading, &IDENTIFIER) && different && said.share(word) >= 80 {
        return Finding::asked(Personal::Identifier);
    }
    let handle = |value: &str| word(value) && (value.starts_with('@') || value.contains('/') || value.contains('_'));
    if (says(heading, &HANDLE) && different && said.share(handle) >= 30)
        || (said.variety() >= 80 && said.share(|value| word(value) && value.starts_with('@') && value.len() > 2) >= 80)
    {
        return Finding::asked(Personal::Identifier);
    }
    if said.share(look::is_uuid) >= 60 && different {
        return said.seen(Personal::Identifier, "identifiers drawn at random", look::is_uuid, false);
    }
    if said.share(look::is_device_address) >= 60 {
        return said.seen(Personal::Identifier, "addresses of devices", look::is_device_address, false);
    }
    let alone = said.answers >= 4 && said.different == said.answers && !says(heading, &REFERENCE);
    if alone && said.share(look::is_token) >= 80 {
        return said.seen(Personal::Identifier, "identifiers drawn at random, no two alike", look::is_token, true);
    }
    let long = |value: &str| value.len() >= 9 && value.bytes().all(|byte| byte.is_ascii_digit());
    let length = said.column.filled().next().map_or(0, |(value, _)| value.len());
    if alone && said.column.filled().all(|(value, _)| long(value) && value.len() == length) {
        return said.seen(Personal::Identifier, "long numbers of one length, no two alike", long, true);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(heading: &str, values: &[&str]) -> Option<Personal> {
        let mut column = RawColumn::default();
        values.iter().for_each(|value| column.push(value));
        column.complete();
        of_column(heading, &column).map(|finding| finding.kind)
    }

    #[test]
    fn an_empty_column_is_nobodys() {
        for values in [&[][..], &["", ""], &["no", "N/A"], &["ANONYMISED", "ANONYMISED"]] {
            assert_eq!(found("Your name", values), None);
        }
    }

    #[test]
    fn columns_are_known_by_content_and_by_headings_in_any_language() {
        use Personal::{Address, BirthDate, Email, Identifier, IpAddress, Location, Name, Phone};
        let table: [(Personal, &str, &[&str]); 34] = [
            (Email, "Stay in touch?", &["a@b.example", "", "no thanks", "c@d.example"]),
            (Email, "Courriel", &["a@b.example", "non", "peut-être", "plus tard", "jamais", "oui"]),
            (IpAddress, "x", &["192.0.2.1", "192.0.2.7"]),
            (IpAddress, "x", &["2001:db8::1", "2001:db8::2"]),
            (Phone, "Telephone", &["0121 496 0000", "+44 7700 900123"]),
            (Phone, "How can we reach you?", &["0121 496 0000", "+44 7700 900123", "07700900456"]),
            (Phone, "phoneNumber", &["5550143", "5550144"]),
            (Phone, "Telefonnummer", &["030 123456", "0171 1234567"]),
            (Address, "Where?", &["B1 1AA", "b29 6bd", "WS1 1AB"]),
            (Address, "PLZ", &["10115", "20095", "80331"]),
            (Address, "ZIP code", &["02134", "10001"]),
            (Address, "Home address", &["12 Kiln Lane", "3 Bobbin Street, Leeds"]),
            (Location, "Latitude", &["52.486", "51.5"]),
            (Location, "lon", &["-1.89", "0.12"]),
            (Location, "where", &["52.4862, -1.8904", "51.5074, -0.1278"]),
            (Location, "gps", &["52.48 -1.89 0 0", "51.50 -0.12 12 5"]),
            (BirthDate, "Date of birth", &["01/02/1984", "15/07/1990"]),
            (BirthDate, "Geburtsdatum", &["1984-02-01", "1990-07-15"]),
            (BirthDate, "DOB", &["30717", "33069"]),
            (Name, "What is the name of your organisation?", &["Kiln Lane Pantry", "Bobbin & Thread"]),
            (Name, "Name", &["Menon", "Ashcroft"]),
            (Name, "first_name", &["Sam", "Sam", "Jo", "Sam"]),
            (Name, "Prénom", &["Chloé", "Marc"]),
            (Name, "姓名", &["王伟", "李娜"]),
            (
                Name,
                "Anything else?",
                &["Dawn Ashcroft", "Priya Patel", "Sarah Jones", "Ali Khan", "Tom Smith", "nobody special here"],
            ),
            (Name, "What is your name? (optional)", &["Jo", "Sam B"]),
            (Identifier, "PROLIFIC_PID", &["5f8d04b3c9a1", "5f8d04b3c9a2"]),
            (Identifier, "National Insurance number", &["QQ 12 34 56 C", "AB123456C"]),
            (Identifier, "x", &["QQ 12 34 56 C", "AB123456C"]),
            (Identifier, "x", &["123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174001"]),
            (Identifier, "x", &["a1b2c3d4e5", "b7c8d9e0f1", "c1d2e3f4a5", "d9e8f7a6b5"]),
            (Identifier, "x", &["100200300", "100200301", "100200302", "100200303"]),
            (Identifier, "Twitter", &["@kiln_lane", "@bobbin"]),
            (Identifier, "Student ID", &["0012345", "0012346"]),
        ];
        for (kind, heading, values) in table {
            assert_eq!(found(heading, values), Some(kind), "{heading}: {values:?}");
        }
    }

    #[test]
    fn what_only_looks_alike_is_left() {
        let table: [(&str, &[&str]); 27] = [
            ("Phone price", &["1299", "5"]),
            ("People", &["1,500", "200"]),
            ("What is the name of your phone model?", &["12", "13"]),
            ("Organisation name", &["Us", "Us", "Us", "Us"]),
            ("Do you have an e-mail address?", &["Yes", "No"]),
            ("How did you hear of us (e-mail, phone)?", &["Friend", "Friend", "Poster", "Friend"]),
            ("Which phone do you use?", &["iPhone 12", "Pixel 7", "Nokia 3310"]),
            ("Order number", &["0123456789", "0123456790", "0123456791", "0123456792"]),
            ("Product code", &["AB1 2CD", "AB1 2CE", "AB1 3CD"]),
            ("Year", &["2019", "2020", "2021"]),
            ("Price", &["1299.99", "2499.00"]),
            ("Where do you live?", &["Kent", "Surrey", "New York", "Leeds", "York"]),
            ("County", &["Kent", "Essex", "Devon", "Dorset", "Rutland"]),
            ("First half of your postcode", &["B29", "M14", "LS6"]),
            ("In which year were you born?", &["1984", "1990", "2001"]),
            ("Long answer", &["3.5", "4.5"]),
            ("How long have you lived here?", &["3.5", "10.25"]),
            ("Latitude to decide", &["some", "much"]),
            ("When did you join?", &["01/02/2019", "15/07/2020"]),
            ("Do we address your needs?", &["Yes, in 2 ways", "No, not 1 bit"]),
            ("Ticket", &["AB-1200", "AB-1201", "AB-1202", "AB-1203"]),
            ("Turnover", &["120000000", "450000000", "900000000", "100000000"]),
            (
                "Which best describes you?",
                &["Strongly agree", "Neither agree", "Slightly agree", "Very Strongly", "Not At All"],
            ),
            ("Favourite author", &["Jane Austen", "Jane Austen", "Mark Twain", "Jane Austen", "Mark Twain"]),
            ("Opening hours", &["0900-1700", "0930-1630"]),
            ("Version", &["1.2.3.4", "1.2.3.5"]),
            ("Time", &["12:30:45", "08:15:00"]),
        ];
        for (heading, values) in table {
            assert_eq!(found(heading, values), None, "{heading}: {values:?}");
        }
    }
}
