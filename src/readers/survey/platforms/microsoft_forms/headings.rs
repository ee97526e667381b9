//! What Microsoft Forms writes above its own columns, in the languages that have been seen. Others are known by what stands below.

use crate::readers::survey::metadata::RESPONSE_ID;
use crate::readers::survey::words::fold;

/// Headings with what their columns are for, in the order of the columns.
const OWN: [(&str, &[&str]); 8] = [
    (RESPONSE_ID, &["id", "identyfikator", "序号", "編號", "아이디"]),
    (
        "start time",
        &[
            "start time",
            "startzeit",
            "heure de début",
            "hora de inicio",
            "begintijd",
            "ora di inizio",
            "hora de início",
            "godzina rozpoczęcia",
            "starttidspunkt",
            "starttid",
            "alkamisaika",
            "amser cychwyn",
            "amser dechrau",
            "время начала",
            "开始时间",
            "開始時間",
            "開始時刻",
            "시작 시간",
        ],
    ),
    (
        "completion time",
        &[
            "completion time",
            "fertigstellungszeit",
            "heure de fin",
            "hora de finalización",
            "tijd van voltooien",
            "ora di completamento",
            "hora de conclusão",
            "godzina ukończenia",
            "fullføringstidspunkt",
            "fuldførelsestidspunkt",
            "slutförandetid",
            "valmistumisaika",
            "amser cwblhau",
            "время завершения",
            "完成时间",
            "完成時間",
            "完了時刻",
            "완료 시간",
        ],
    ),
    (
        "e-mail",
        &[
            "email",
            "e-mail",
            "email address",
            "e-mail-adresse",
            "adresse de messagerie",
            "adresse de courriel",
            "adresse e-mail",
            "courriel",
            "correo electrónico",
            "posta elettronica",
            "indirizzo di posta elettronica",
            "adres e-mail",
            "e-postadresse",
            "e-postadress",
            "e-post",
            "mail",
            "mailadresse",
            "sähköposti",
            "sähköpostiosoite",
            "ebost",
            "e-bost",
            "электронная почта",
            "адрес электронной почты",
            "电子邮件",
            "電子郵件",
            "メール",
            "전자 메일",
        ],
    ),
    (
        "name",
        &[
            "name", "nom", "nombre", "naam", "nome", "nazwa", "navn", "namn", "nimi", "enw", "имя", "名称", "姓名",
            "名稱", "名前", "이름",
        ],
    ),
    (
        "last change",
        &[
            "last modified time",
            "zeitpunkt der letzten änderung",
            "uhrzeit der letzten änderung",
            "heure de la dernière modification",
            "hora de la última modificación",
            "tijd van laatste wijziging",
            "ora dell'ultima modifica",
            "hora da última modificação",
            "czas ostatniej modyfikacji",
            "tidspunkt for siste endring",
            "tidspunkt for seneste ændring",
            "tid för senaste ändring",
            "senast ändrad",
            "最終変更時刻",
            "上次修改时间",
            "上次修改時間",
            "마지막으로 수정한 시간",
        ],
    ),
    (
        "score",
        &[
            "total points",
            "gesamtpunktzahl",
            "gesamtpunkte",
            "nombre total de points",
            "total des points",
            "total de puntos",
            "puntos totales",
            "totaal aantal punten",
            "punti totali",
            "total de pontos",
            "suma punktów",
        ],
    ),
    (
        "feedback",
        &[
            "quiz feedback",
            "quizfeedback",
            "feedback zum quiz",
            "commentaires sur le questionnaire",
            "comentarios del cuestionario",
            "feedback sul quiz",
            "comentários do teste",
        ],
    ),
];

/// What the column of a quiz that says when it was marked is called in every language that was seen.
const GRADED: &str = "grade posted time";

/// What a column of this heading is for.
pub fn role(heading: &str) -> Option<&'static str> {
    let heading = fold(heading);
    if heading == GRADED {
        return Some("time of marking");
    }
    OWN.iter().find(|(_, words)| words.contains(&heading.as_str())).map(|(role, _)| *role)
}

/// Whether a heading is that of the response id: `ID` in nearly every language.
pub fn is_id(heading: &str) -> bool {
    role(heading) == Some(RESPONSE_ID)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_however_they_are_written() {
        assert_eq!(role("Start time"), Some("start time"));
        assert_eq!(role("Heure de début\n"), Some("start time"));
        assert_eq!(role("Tijd van\u{a0}voltooien"), Some("completion time"));
        assert_eq!(role("最終変更時刻"), Some("last change"));
        assert_eq!(role(""), None);
        assert_eq!(role("Start time of the club"), None);
    }

    #[test]
    fn no_heading_stands_for_two_things() {
        let mut words: Vec<&str> = OWN.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
    }
}
