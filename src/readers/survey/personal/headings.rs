//! What headings ask for, in the languages that exports come in. A heading alone never decides: what stands below must fit.

/// A heading as words in lower case with one blank between them: `phoneNumber`, `phone_number` and “Phone-number?” are one.
pub fn spread(heading: &str) -> String {
    let mut words = String::with_capacity(heading.len() + 2);
    words.push(' ');
    let mut before = ' ';
    for c in heading.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            words.push(' ');
        }
        if c.is_alphanumeric() || matches!(c, '\'' | '’') {
            words.extend(c.to_lowercase().map(|c| if c == '’' { '\'' } else { c }));
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
        before = c;
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

/// Whether a heading ([`spread`]) has any of these words or phrases. Writing without blanks is looked for anywhere.
pub fn says(heading: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        let spaced = word.chars().all(|c| (c as u32) < 0x0900);
        if spaced { heading.contains(&format!(" {word} ")) } else { heading.contains(word) }
    })
}

/// E-mail.
pub const EMAIL: [&str; 14] = [
    "e mail",
    "email",
    "emails",
    "e mails",
    "e mail adresse",
    "email adresse",
    "mail",
    "courriel",
    "correo",
    "correo electrónico",
    "posta",
    "邮箱",
    "メール",
    "이메일",
];

/// Telephone.
pub const PHONE: [&str; 29] = [
    "phone",
    "phones",
    "telephone",
    "tel",
    "mobile",
    "cell",
    "cellphone",
    "whatsapp",
    "phone number",
    "contact number",
    "fax",
    "telefon",
    "telefonnummer",
    "handynummer",
    "handy",
    "mobilnummer",
    "mobil",
    "téléphone",
    "portable",
    "teléfono",
    "móvil",
    "celular",
    "telefone",
    "telemóvel",
    "telefono",
    "cellulare",
    "телефон",
    "电话",
    "電話",
];

/// Things with a number that dials nobody.
pub const REFERENCE: [&str; 19] = [
    "order", "invoice", "product", "sku", "isbn", "doi", "part", "model", "version", "price", "cost", "amount",
    "budget", "income", "turnover", "charity", "grant", "batch", "barcode",
];

/// Postcodes.
pub const POSTCODE: [&str; 26] = [
    "postcode",
    "post code",
    "postcodes",
    "zip",
    "zip code",
    "zipcode",
    "postal code",
    "postalcode",
    "eircode",
    "pincode",
    "pin code",
    "plz",
    "postleitzahl",
    "code postal",
    "código postal",
    "codigo postal",
    "codice postale",
    "cap",
    "postnummer",
    "postnr",
    "postinumero",
    "kod pocztowy",
    "cep",
    "индекс",
    "邮编",
    "郵便番号",
];

/// Streets.
pub const ADDRESS: [&str; 18] = [
    "address",
    "home address",
    "postal address",
    "street",
    "adresse",
    "anschrift",
    "straße",
    "strasse",
    "dirección",
    "domicilio",
    "indirizzo",
    "adres",
    "adress",
    "endereço",
    "osoite",
    "адрес",
    "地址",
    "住所",
];

/// One half of a place.
pub const COORDINATE: [&str; 18] = [
    "latitude",
    "longitude",
    "lat",
    "lng",
    "lon",
    "breitengrad",
    "längengrad",
    "latitud",
    "longitud",
    "latitudine",
    "longitudine",
    "breedtegraad",
    "lengtegraad",
    "latitud gps",
    "широта",
    "долгота",
    "纬度",
    "经度",
];

/// Dates of birth.
pub const BIRTH: [&str; 26] = [
    "birth",
    "born",
    "dob",
    "d o b",
    "birthday",
    "birthdate",
    "geburtsdatum",
    "geboren",
    "geburtstag",
    "naissance",
    "né",
    "née",
    "nacimiento",
    "nascita",
    "geboortedatum",
    "nascimento",
    "födelsedatum",
    "fødselsdato",
    "født",
    "född",
    "syntymäaika",
    "urodzenia",
    "рождения",
    "doğum",
    "出生",
    "生年月日",
];

/// Names of people, whoever they are.
pub const PERSON: [&str; 58] = [
    "first name",
    "last name",
    "full name",
    "your name",
    "your names",
    "surname",
    "forename",
    "forenames",
    "given name",
    "family name",
    "middle name",
    "maiden name",
    "contact name",
    "contact person",
    "name of contact",
    "respondent name",
    "respondent's name",
    "participant name",
    "participant's name",
    "name of respondent",
    "name of participant",
    "interviewer name",
    "interviewee",
    "interviewee name",
    "name of interviewer",
    "enumerator name",
    "name of enumerator",
    "name of the head of household",
    "child's name",
    "mother's name",
    "father's name",
    "signature",
    "vorname",
    "nachname",
    "familienname",
    "ihr name",
    "prénom",
    "nom de famille",
    "votre nom",
    "apellido",
    "apellidos",
    "su nombre",
    "cognome",
    "nome e cognome",
    "voornaam",
    "achternaam",
    "fornavn",
    "etternavn",
    "efternavn",
    "förnamn",
    "efternamn",
    "imię",
    "nazwisko",
    "имя",
    "фамилия",
    "姓名",
    "名前",
    "氏名",
];

/// A heading that is nothing but “name”.
pub const NAME_ALONE: [&str; 12] =
    ["name", "names", "name optional", "nom", "nombre", "nome", "naam", "navn", "namn", "nimi", "isim", "이름"];

/// Names of organisations, which often are a few people.
pub const ORGANISATION: [&str; 30] = [
    "organisation name",
    "organization name",
    "organisation's name",
    "organization's name",
    "name of organisation",
    "name of organization",
    "name of your organisation",
    "name of your organization",
    "name of the organisation",
    "name of the organization",
    "name of your charity",
    "name of your group",
    "name of your company",
    "name of your employer",
    "name of your school",
    "name of your institution",
    "name of your business",
    "name of charity",
    "name of group",
    "charity name",
    "group name",
    "company name",
    "employer name",
    "school name",
    "in which institution are you",
    "which organisation do you work for",
    "which organization do you work for",
    "what organisation",
    "name der organisation",
    "nom de l'organisation",
];

/// Numbers and names of accounts, papers and devices.
pub const IDENTIFIER: [&str; 53] = [
    "panel id",
    "panelist id",
    "panellist id",
    "prolific",
    "prolific id",
    "prolific pid",
    "worker id",
    "mturk",
    "mturk id",
    "token",
    "access code",
    "username",
    "user name",
    "user id",
    "userid",
    "login",
    "account name",
    "account number",
    "student id",
    "student number",
    "matrikelnummer",
    "staff id",
    "employee id",
    "employee number",
    "payroll number",
    "membership number",
    "patient id",
    "patient number",
    "nhs number",
    "nhs",
    "national insurance",
    "national insurance number",
    "ni number",
    "nino",
    "ssn",
    "social security",
    "social security number",
    "passport",
    "passport number",
    "driving licence",
    "driver's license",
    "national id",
    "id card",
    "iban",
    "card number",
    "personnummer",
    "cpr",
    "imei",
    "device id",
    "deviceid",
    "cookie",
    "身份证",
    "学号",
];

/// Names in social media.
pub const HANDLE: [&str; 9] =
    ["twitter", "instagram", "facebook", "linkedin", "tiktok", "mastodon", "handle", "github", "social media"];
