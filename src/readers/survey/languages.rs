//! Words of other languages than English that mean something to every questionnaire, as [`super::words::fold`] leaves them:
//! answers that are none, “other”, and what platforms write above a column of answers.

/// “Other”, alone or before what asks for own words.
const OTHER: [&str; 24] = [
    "sonstiges",
    "sonstige",
    "andere",
    "anderes",
    "autre",
    "autres",
    "otro",
    "otra",
    "otros",
    "altro",
    "outro",
    "outra",
    "outros",
    "anders",
    "overig",
    "inne",
    "annat",
    "andet",
    "annet",
    "arall",
    "muu",
    "其他",
    "その他",
    "기타",
];

/// What follows “other” where own words are asked for.
const ASKS: [&str; 9] = [" (", "（", ",", ":", " :", " -", "，", "：", ";"];

/// Choices of those who would not say.
const REFUSED: [&str; 22] = [
    "keine angabe",
    "keine angaben",
    "möchte ich nicht sagen",
    "möchte ich nicht angeben",
    "je préfère ne pas répondre",
    "préfère ne pas répondre",
    "je ne souhaite pas répondre",
    "prefiero no decirlo",
    "prefiero no responder",
    "prefiero no contestar",
    "preferisco non rispondere",
    "preferisco non dirlo",
    "prefiro não responder",
    "prefiro não dizer",
    "zeg ik liever niet",
    "wil ik liever niet zeggen",
    "wolę nie odpowiadać",
    "vill inte svara",
    "vill inte uppge",
    "ønsker ikke at svare",
    "ønsker ikke å svare",
    "gwell gennyf beidio â dweud",
];

/// Choices of those who could not say.
const DONT_KNOW: [&str; 19] = [
    "weiß nicht",
    "weiss nicht",
    "weiß ich nicht",
    "je ne sais pas",
    "ne sait pas",
    "no sé",
    "no lo sé",
    "no sabe",
    "non so",
    "não sei",
    "weet niet",
    "weet ik niet",
    "nie wiem",
    "vet ej",
    "vet inte",
    "ved ikke",
    "vet ikke",
    "ddim yn gwybod",
    "わからない",
];

/// “Response”: what SurveyMonkey writes above a column of one answer.
const RESPONSE: [&str; 18] = [
    "response",
    "antwort",
    "beantwortung",
    "réponse",
    "respuesta",
    "risposta",
    "resposta",
    "antwoord",
    "reactie",
    "svar",
    "vastaus",
    "odpowiedź",
    "yanıt",
    "ответ",
    "回答",
    "回复",
    "응답",
    "回應",
];

/// “Open-Ended Response”: what SurveyMonkey writes above a box to write in.
const OPEN_RESPONSE: [&str; 17] = [
    "open-ended response",
    "offene beantwortung",
    "offene antwort",
    "réponse ouverte",
    "réponse libre",
    "respuesta abierta",
    "risposta aperta",
    "risposta a tempo indeterminato",
    "resposta aberta",
    "open antwoord",
    "open reactie",
    "öppet svar",
    "åbent svar",
    "åpent svar",
    "avoin vastaus",
    "自由回答",
    "开放式回答",
];

/// Whether a choice asks for own words.
pub fn is_other(folded: &str) -> bool {
    OTHER.iter().any(|word| match folded.strip_prefix(word) {
        Some("") => true,
        Some(rest) => ASKS.iter().any(|mark| rest.starts_with(mark)),
        None => false,
    })
}

/// Whether a choice is that of those who would not say.
pub fn is_refused(folded: &str) -> bool {
    REFUSED.contains(&folded)
}

/// Whether a choice is that of those who could not say.
pub fn is_dont_know(folded: &str) -> bool {
    DONT_KNOW.contains(&folded)
}

/// Whether a heading stands above a column of one answer.
pub fn is_response(heading: &str) -> bool {
    RESPONSE.contains(&super::words::fold(heading).as_str())
}

/// Whether a heading stands above a box to write in.
pub fn is_open_response(heading: &str) -> bool {
    OPEN_RESPONSE.contains(&super::words::fold(heading).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_longer_words_are_not_other() {
        assert!(!is_other("") && !is_other("andere vereine") && !is_other("autrement"));
        assert!(is_other("sonstiges") && is_other("autre (veuillez préciser)") && is_other("otro: ¿cuál?"));
    }

    #[test]
    fn headings_of_answers_are_known_in_many_languages() {
        assert!(is_response("Antwort") && is_response("Réponse") && !is_response("Response time"));
        assert!(is_open_response("Open-Ended Response") && is_open_response("Offene Beantwortung"));
    }
}
