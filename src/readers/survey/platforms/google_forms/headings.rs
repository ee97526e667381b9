//! What Google Forms writes above its own columns, by the language of the account.

use crate::readers::survey::words::fold;

/// The first column: when the answer came in.
const TIMESTAMPS: [&str; 43] = [
    "timestamp",
    "horodateur",
    "zeitstempel",
    "marca temporal",
    "marca de tiempo",
    "marca horaria",
    "informazioni cronologiche",
    "tijdstempel",
    "carimbo de data/hora",
    "carimbo de data e hora",
    "sygnatura czasowa",
    "tidstämpel",
    "tidsstempel",
    "tidsmerke",
    "aikaleima",
    "časová značka",
    "časová pečiatka",
    "időbélyeg",
    "marcaj de timp",
    "marcaj temporal",
    "marca de temps",
    "vremenska oznaka",
    "časovni žig",
    "laiko žyma",
    "laika zīmogs",
    "ajatempel",
    "tímastimpill",
    "stamp amser",
    "zaman damgası",
    "dấu thời gian",
    "stempel waktu",
    "cap waktu",
    "cap masa",
    "χρονική σήμανση",
    "отметка времени",
    "позначка часу",
    "клеймо за време",
    "タイムスタンプ",
    "时间戳记",
    "时间戳",
    "時間戳記",
    "타임스탬프",
    "חותמת זמן",
];

/// The address of the account that answered.
const ADDRESSES: [&str; 26] = [
    "email address",
    "email",
    "username",
    "adresse e-mail",
    "nom d'utilisateur",
    "e-mail-adresse",
    "nutzername",
    "dirección de correo electrónico",
    "nombre de usuario",
    "indirizzo email",
    "nome utente",
    "e-mailadres",
    "gebruikersnaam",
    "endereço de e-mail",
    "endereço de email",
    "nome de usuário",
    "adres e-mail",
    "nazwa użytkownika",
    "e-postadress",
    "e-postadresse",
    "mailadresse",
    "sähköpostiosoite",
    "cyfeiriad e-bost",
    "メールアドレス",
    "电子邮件地址",
    "電子郵件地址",
];

/// The points of a quiz in all.
const SCORES: [&str; 15] = [
    "score",
    "total score",
    "score total",
    "punktzahl",
    "gesamtpunktzahl",
    "puntuación",
    "puntuación total",
    "punteggio",
    "punteggio totale",
    "pontuação",
    "pontuação total",
    "wynik",
    "poäng",
    "スコア",
    "得分",
];

/// Whether the heading is that of the moment when an answer came in.
pub fn is_timestamp(heading: &str) -> bool {
    TIMESTAMPS.contains(&fold(heading).as_str())
}

/// Whether the heading is that of the address of an account.
pub fn is_address(heading: &str) -> bool {
    ADDRESSES.contains(&fold(heading).as_str())
}

/// Whether the heading is that of the points in all.
pub fn is_score(heading: &str) -> bool {
    SCORES.contains(&fold(heading).as_str())
}
