//! True and false examples of everything personal. All are made up: numbers from the ranges kept for fiction, example domains.

use super::*;

fn kinds(words: &str) -> Vec<Personal> {
    find(words).into_iter().map(|found| found.kind).collect()
}

#[test]
fn words_that_give_nobody_away_are_left_alone() {
    for words in [
        "",
        "In 2021 we had 1,500 visits, 12 a week.",
        "£10,000–£25,000",
        "at 10.30, room 0121",
        "a@b",
        "In 2019-2020 we had 1500 people, about 30 a week",
        "Open 09:00-17:00, Mon-Fri 0900-1700",
        "order number 0123456789",
        "Order 00012345678, invoice 04567890123",
        "ISBN 978-0-306-40615-7 and 0-306-40615-2",
        "version 1.2.3.4 of the app, section 10.11.12.13",
        "from 01.02.2024 10.30 to 03.02.2024 17.00",
        "2024-03-01 12:05:53",
        "logo@2x.png and left-pad@1.2.3",
        "99,998,800,000",
        "0.123456789",
        "Charity number 1234567, company no 01234567890",
        "We met at Kent House at dot matrix prices",
        "£0123456789 and #0123456789",
        "https://example.org/0123456789",
        "Product AB1 2CD, model GU12 3AB",
        "B29 and the M6, the A38, E10 petrol",
        "q1 3rd place, Q2 4th",
        "about 3.5 or 4.25 times, 12.5 to 13.75",
        "3 000 4000 500 6000",
        "111 111 1111",
        "1234 5678 9012 3456",
        "12345678A",
        "Twenty at most at the start.",
    ] {
        assert_eq!(mask(words), (words.to_owned(), 0));
    }
}

#[test]
fn addresses_and_numbers_are_found_inside_a_sentence() {
    for (words, kind) in [
        ("write to jane.doe+x@mail.example.org!", Personal::Email),
        ("o'neil@kiln-lane.example.org", Personal::Email),
        ("jane (at) example.org", Personal::Email),
        ("jane at example dot org", Personal::Email),
        ("用户@例子.example", Personal::Email),
        ("ring 0121 496 0000 please", Personal::Phone),
        ("ring 01214960000, after six", Personal::Phone),
        ("07700900123", Personal::Phone),
        ("(0121) 496 0000", Personal::Phone),
        ("my number is 07700 900 123.", Personal::Phone),
        ("+44 (0)20 7946 0018", Personal::Phone),
        ("+1 205 555 0143", Personal::Phone),
        ("call 205-555-0143", Personal::Phone),
        ("(205) 555-0143", Personal::Phone),
        ("06 12 34 56 78", Personal::Phone),
        ("0049 30 1234567", Personal::Phone),
        ("+49 (30) 123456-78", Personal::Phone),
        ("phone no. 0121-496-0000", Personal::Phone),
        ("from 192.0.2.17 at night", Personal::IpAddress),
        ("2001:db8::8a2e:370:7334", Personal::IpAddress),
        ("I live at B29 6BD.", Personal::Address),
        ("EC1A 1BB", Personal::Address),
        ("M11AE", Personal::Address),
        ("52.48624, -1.89040", Personal::Location),
        ("52°29'11\"N", Personal::Location),
        ("my NI number is QQ 12 34 56 C", Personal::Identifier),
        ("AB123456C", Personal::Identifier),
        ("NHS 943 476 5919", Personal::Identifier),
        ("SSN 078-05-1120", Personal::Identifier),
        ("4111 1111 1111 1111", Personal::Identifier),
        ("GB82 WEST 1234 5698 7654 32", Personal::Identifier),
        ("12345678Z", Personal::Identifier),
        ("010190-1234", Personal::Identifier),
    ] {
        assert_eq!(kinds(words), [kind], "{words}");
    }
    assert_eq!(
        mask("Write to siân.o'neil@kiln-lane.example.org or ring 0121 496 0000 (or +44 7700 900123)."),
        ("Write to [e-mail address] or ring [telephone number] (or [telephone number]).".to_owned(), 3)
    );
}

#[test]
fn whole_values_are_what_they_look_like() {
    type Test = fn(&str) -> bool;
    let table: [(&str, Test, &[&str], &[&str]); 9] = [
        (
            "e-mail",
            is_email,
            &["a@b.example", "a@b.example; c@d.example", "mailto:a@b.example"],
            &["", "a@b", "yes", "see a@b.example for all of the many details of this"],
        ),
        (
            "phone",
            is_phone,
            &["0121 496 0000", "Tel: 07700900123", "+44 7700 900123 ext 12", "0121 496 0000 / 07700 900123"],
            &["", "1299", "2019", "01234", "16/10/2024 16:56", "12345678901", "1,500", "0001234567", "3.14159265358"],
        ),
        (
            "local phone",
            is_phone_loosely,
            &["555-0143", "12 34 56 78", "4960000"],
            &["", "12", "2019", "01/02/2024", "about 4960000 or so"],
        ),
        (
            "network",
            is_ip_address,
            &["192.0.2.1", "2001:db8::1", "192.0.2.1:8080", "192.0.2.1, 198.51.100.7"],
            &["", "1.2", "12:30:45", "::", "a"],
        ),
        (
            "British postcode",
            is_british_postcode,
            &["B1 1AA", "b29 6bd", "WS1 1AB", "SW1A1AA"],
            &["", "B29", "XX1 1AA", "AB-1200", "Kent", "A1 1AAA"],
        ),
        (
            "postal code",
            is_postal_code,
            &["02134", "10115", "1234 AB", "K1A 0B1", "00-950", "SW1A 1AA"],
            &["", "B29", "North", "12", "12345678901234"],
        ),
        (
            "coordinates",
            is_coordinate_pair,
            &["52.486, -1.890", "POINT(-1.8904 52.4862)", "(52.4862;-1.8904)"],
            &["", "1.5, 2.5", "10, 20", "12.345"],
        ),
        (
            "point",
            is_geopoint,
            &["52.48 -1.89 0 0", "52.48 -1.89 132.5 4.8"],
            &["", "1 2 3 4", "52.48 -1.89", "a b c d"],
        ),
        (
            "token",
            is_token,
            &["a1b2c3d4e5", "5f8d04b3c9a1e2f7d6b8", "R_1eZx9Q2mK7pLw3T"],
            &["", "AB-1200", "Birmingham", "12345678", "iPhone12", "2021-2022", "word", "COVID-19", "deadbeefdeadbeef"],
        ),
    ];
    for (name, test, yes, no) in table {
        yes.iter().for_each(|value| assert!(test(value), "{name}: {value}"));
        no.iter().for_each(|value| assert!(!test(value), "not {name}: {value}"));
    }
    assert!(is_uuid("123e4567-e89b-12d3-a456-426614174000") && is_uuid("uuid:123e4567-e89b-12d3-a456-426614174000"));
    assert!(!is_uuid("123e4567") && is_device_address("00:1B:44:11:3A:B7") && !is_device_address("12:30:45"));
    assert!(is_national_number("qq123456c") && !is_national_number("my QQ123456C"));
}

#[test]
fn names_need_more_than_capital_letters() {
    for yes in
        ["Dawn Ashcroft", "Ashcroft, Dawn", "Mrs Ashcroft", "Mohammed Al-Rashid", "Maria de la Cruz", "Dr. Priya Patel"]
    {
        assert!(is_likely_a_person(yes), "{yes}");
    }
    for no in [
        "",
        "Kent",
        "New York",
        "Kiln Lane",
        "Victoria Park",
        "Strongly agree",
        "Micro Charity",
        "dawn",
        "Mark",
        "Paris, France",
    ] {
        assert!(!is_likely_a_person(no), "{no}");
    }
    for yes in ["I spoke to Mrs Ashcroft", "my name is Dawn", "ask Sarah Jones about it", "thanks to Dr Priya Patel"] {
        assert!(may_name_somebody(yes), "{yes}");
    }
    for no in
        ["", "We went to Kent", "New York was fine", "St Mary Street", "Mark the box", "miss the bus", "The Dr said no"]
    {
        assert!(!may_name_somebody(no), "{no}");
    }
}
