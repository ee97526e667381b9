//! What rules find and propose, and what they refuse.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::coding::testing::document;
use crate::model::{Coding, CodingSource, Document, WordSet};

fn codebook(rules: &[(&str, Rule)]) -> Codebook {
    let codes = rules.iter().map(|(id, rule)| Code { id: (*id).into(), rules: vec![rule.clone()], ..Code::default() });
    Codebook { codes: codes.collect(), ..Codebook::default() }
}

fn phrases(phrases: &[&str]) -> Rule {
    Rule { phrases: phrases.iter().map(|phrase| (*phrase).into()).collect(), ..Rule::default() }
}

fn coded(codebook: &Codebook, document: &Document) -> Vec<String> {
    let candidates = Rules::new(codebook, &[]).unwrap().candidates(document, &[]);
    candidates.into_iter().map(|coding| format!("{}: {}", coding.code, coding.exact)).collect()
}

#[test]
fn no_rules_and_no_turns_propose_nothing() {
    assert!(Rules::new(&Codebook::default(), &[]).unwrap().is_empty());
    let nobody = document("d", &[]);
    assert!(coded(&codebook(&[("funding", phrases(&["fund*"]))]), &nobody).is_empty());
}

#[test]
fn the_interviewer_is_not_coded() {
    let talk = document("d", &[("Interviewer", "What about funding?"), ("P", "There is no funding. We go on.")]);
    assert_eq!(coded(&codebook(&[("funding", phrases(&["fund*"]))]), &talk), ["funding: There is no funding."]);
}

#[test]
fn a_unit_is_coded_once_and_neighbours_are_joined() {
    let talk = document("d", &[("P", "Funds for a fund. Money too. Then tea. More funding. Yes.")]);
    assert_eq!(
        coded(&codebook(&[("funding", phrases(&["fund*", "money"]))]), &talk),
        ["funding: Funds for a fund. Money too.", "funding: More funding."]
    );
}

#[test]
fn neighbours_in_two_turns_stay_apart() {
    let talk = document("d", &[("P", "Money."), ("Q", "Money.")]);
    let codings = Rules::new(&codebook(&[("funding", phrases(&["money"]))]), &[]).unwrap().candidates(&talk, &[]);
    assert_eq!(codings.len(), 2);
    assert_ne!(codings[0].id, codings[1].id);
}

#[test]
fn a_rule_may_take_the_turn_or_keep_to_questions() {
    let mut talk = document("d", &[("P", "One. Money. Two."), ("P", "Three. Money.")]);
    talk.turns[1].question = Some("support".into());
    let turn = Rule { unit: Unit::Turn, ..phrases(&["money"]) };
    assert_eq!(coded(&codebook(&[("a", turn)]), &talk), ["a: One. Money. Two.", "a: Three. Money."]);
    let support = Rule { questions: vec!["support".into()], ..phrases(&["money"]) };
    let book = codebook(&[("a", support)]);
    assert_eq!(coded(&book, &talk), ["a: Money."]);
    assert_eq!(Rules::new(&book, &[]).unwrap().unknown_questions(&["benefits"]), [("a", "support")]);
}

#[test]
fn expressions_see_plain_quotes_and_any_case() {
    let talk = document("d", &[("P", "We don’t  have £500. OK.")]);
    let rule = Rule { expressions: vec![r"don't\shave £\d+".into()], ..Rule::default() };
    assert_eq!(coded(&codebook(&[("money", rule)]), &talk), ["money: We don’t  have £500."]);
}

#[test]
fn a_broken_expression_names_its_code_and_rule() {
    for (broken, why) in
        [("(money", "unclosed group"), ("x*", "matches where there is nothing"), (r"\w{1000}{1000}", "too large")]
    {
        let rule = Rule { expressions: vec![broken.into()], ..Rule::default() };
        let book = codebook(&[("funding", rule)]);
        let error = Rules::new(&book, &[]).unwrap_err();
        assert!(error.what().contains("rule 1 of code “funding”") && error.what().contains(why), "{error}");
        assert_eq!(problems(&book).len(), 1);
    }
}

#[test]
fn a_rule_that_would_backtrack_for_ever_does_not() {
    let talk = document("d", &[("P", &"a".repeat(100_000))]);
    let rule = Rule { expressions: vec!["(a+)+b".into()], ..Rule::default() };
    assert!(coded(&codebook(&[("x", rule)]), &talk).is_empty());
}

#[test]
fn the_version_changes_with_the_rule_and_its_sets_and_not_with_the_definition() {
    let mut book = codebook(&[("funding", phrases(&["fund*", "@money"]))]);
    let of = |book: &Codebook| version(&book.codes[0].rules[0], book);
    let first = of(&book);
    assert_eq!(first.len(), 12);
    book.codes[0].definition = "Money.".into();
    book.sets.push(WordSet { id: "time".into(), words: vec!["hour~".into()] });
    assert_eq!(of(&book), first);
    book.sets.push(WordSet { id: "money".into(), words: vec!["grant~".into()] });
    let second = of(&book);
    assert_ne!(second, first);
    book.sets[1].words.push("cash".into());
    assert_ne!(of(&book), second);
    assert_eq!(versions(&book.codes[0], &book)[&of(&book)], 1);
}

#[test]
fn all_documents_together_give_what_each_gives_alone() {
    let rules = Rules::new(&codebook(&[("funding", phrases(&["fund*"]))]), &[]).unwrap();
    let documents: Vec<Document> =
        (0..7).map(|number| document(&format!("d{number}"), &[("P", "Funding. No. Funds.")])).collect();
    let alone: Vec<Coding> = documents.iter().flat_map(|document| rules.candidates(document, &[])).collect();
    assert_eq!(rules.propose(&documents, &HashMap::new()), alone);
}

#[test]
fn a_retired_code_proposes_nothing() {
    let mut book = codebook(&[("funding", phrases(&["fund*"]))]);
    book.codes[0].status = Some("retired".into());
    assert!(Rules::new(&book, &[]).unwrap().is_empty());
}

fn patterns(patterns: &[&str], unit: Unit) -> Rule {
    Rule { patterns: patterns.iter().map(|pattern| (*pattern).into()).collect(), unit, ..Rule::default() }
}

#[test]
fn each_candidate_names_the_rules_that_made_it() {
    let mut book = codebook(&[("funding", phrases(&["fund*"]))]);
    book.codes[0].rules.push(phrases(&["money"]));
    let talk = document("d", &[("P", "Funding is money. We sing. Money again.")]);
    let rules = Rules::new(&book, &[]).unwrap();
    let found = rules.candidates(&talk, &[]);
    let both: Vec<String> = book.codes[0].rules.iter().map(|rule| version(rule, &book)).collect();
    let named = |coding: &Coding| match &coding.source {
        CodingSource::Rule(versions) => versions.split(' ').map(str::to_owned).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let mut first = named(&found[0]);
    first.sort_by_key(|version| both.iter().position(|known| known == version));
    assert_eq!(first, both);
    assert_eq!(named(&found[1]), both[1..]);
    let CodingSource::Rule(source) = &found[0].source else { return };
    assert!(
        rules.are_current("funding", source)
            && !rules.are_current("funding", "1234")
            && !rules.are_current("x", source)
    );
}

#[test]
fn patterns_put_words_together_inside_a_sentence_or_a_turn() {
    let talk =
        document("d", &[("P", "We lack staff. Money came. We lack the most basic money, you see. Short of cash.")]);
    let mut book = codebook(&[("a", patterns(&["lack~ NEAR/4 @money"], Unit::Sentence))]);
    book.sets.push(WordSet { id: "money".into(), words: vec!["money".into(), "cash".into()] });
    assert_eq!(coded(&book, &talk), ["a: We lack the most basic money, you see."]);
    book.codes[0].rules = vec![patterns(&["lack~ NEAR/4 @money OR short of @money"], Unit::Span)];
    assert_eq!(coded(&book, &talk), ["a: lack the most basic money", "a: Short of cash"]);
    book.codes[0].rules = vec![patterns(&["staff THEN/1 money"], Unit::Sentence)];
    assert!(coded(&book, &talk).is_empty());
    book.codes[0].rules = vec![patterns(&["staff THEN/1 money AND NOT /cre?ash/"], Unit::Turn)];
    assert_eq!(coded(&book, &talk).len(), 1);
    book.codes[0].rules = vec![patterns(&["staff THEN/1 money AND NOT /cr?ash/"], Unit::Turn)];
    assert!(coded(&book, &talk).is_empty());
}

#[test]
fn a_place_names_its_operators_its_words_and_its_denial() {
    let talk = document("d", &[("P", "We never had any real funding.")]);
    let book = codebook(&[("a", patterns(&["had NEAR/3 fund*"], Unit::Sentence)), ("b", phrases(&["funding"]))]);
    let rules = Rules::new(&book, &[]).unwrap();
    let hits = rules.hits(&talk);
    let shown = |hit: &Hit<'_>| {
        let words: Vec<&str> = hit.words.iter().map(|&(start, end)| talk.slice(start, end)).collect();
        let negation = hit.negation.map_or("", |(start, end)| talk.slice(start, end));
        format!("{} {} | {} | {negation}", hit.code, hit.kind, words.join(" … "))
    };
    let shown: Vec<String> = hits.iter().map(shown).collect();
    assert_eq!(shown, ["a NEAR/3 | had … funding | never had", "b word | funding | never had any real funding"]);
    let candidates = rules.candidates(&talk, &[]);
    assert_eq!(candidates[1].negation.as_deref(), Some("never had any real funding"));
    let yes = document("d", &[("P", "We had funding.")]);
    assert!(rules.candidates(&yes, &[]).iter().all(|coding| coding.negation.is_none()));
}

#[test]
fn a_rule_is_limited_to_cases_and_speakers() {
    let talk = document("d", &[("P", "Money."), ("Q", "Money.")]);
    let cases = [Case { id: "d".into(), group: Some("VCFSE".into()), ..Case::default() }];
    let of_group =
        |group: &str| Rule { cases: BTreeMap::from([("group".into(), vec![group.into()])]), ..phrases(&["money"]) };
    let found = |rule: Rule| Rules::new(&codebook(&[("a", rule)]), &cases).unwrap().candidates(&talk, &[]).len();
    assert_eq!(found(of_group("VCFSE")), 2);
    assert_eq!(found(of_group("Council")), 0);
    assert_eq!(found(Rule { speakers: vec!["Q".into()], ..phrases(&["money"]) }), 1);
}

#[test]
fn a_broken_pattern_is_marked_where_it_is_broken() {
    for (broken, marked) in [
        ("lack NEAR money", "    lack NEAR money\n         ^^^^"),
        ("lack NEAR/2 @mony", "    lack NEAR/2 @mony\n                ^^^^^"),
        ("lack AND /(a/", "    lack AND /(a/\n             ^^^^"),
        ("lack AND f*nd", "    lack AND f*nd\n             ^^^^"),
    ] {
        let mut book = codebook(&[("funding", patterns(&[broken], Unit::Sentence))]);
        book.sets.push(WordSet { id: "money".into(), words: vec!["cash".into()] });
        let error = Rules::new(&book, &[]).unwrap_err();
        assert!(error.what().contains("rule 1 of code “funding”") && error.what().ends_with(marked), "{error}");
        assert_eq!(problems(&book).len(), 1);
    }
    let welsh = Rule { language: Some("cy".into()), ..phrases(&["arian~"]) };
    assert!(Rules::new(&codebook(&[("a", welsh)]), &[]).unwrap_err().hint_text().unwrap().contains("de"));
    let welsh = Rule { language: Some("cy".into()), ..phrases(&["arian*"]) };
    assert!(Rules::new(&codebook(&[("a", welsh)]), &[]).is_ok());
    let mut book = codebook(&[("a", phrases(&["x"]))]);
    book.sets.push(WordSet::default());
    assert_eq!(problems(&book).len(), 1);
}

#[test]
fn ten_thousand_words_are_a_rule_like_any_other() {
    let words: Vec<String> = (0..10_000).map(|number| format!("word{number}x")).collect();
    let mut book =
        codebook(&[("a", Rule { phrases: words.clone(), ..Rule::default() }), ("b", phrases(&["no @many"]))]);
    book.sets.push(WordSet { id: "many".into(), words });
    let talk = document("d", &[("P", "So word7x. And no word9999x. But word77. No word1x.")]);
    assert_eq!(
        coded(&book, &talk),
        ["a: So word7x. And no word9999x.", "b: And no word9999x.", "a: No word1x.", "b: No word1x."]
    );
}

proptest! {
    #[test]
    fn a_rule_of_one_word_proposes_the_sentences_that_have_it(words in prop::collection::vec("[ab]{1,3}", 1..30), word in "[ab]{1,2}") {
        let sentences: Vec<String> = words.chunks(3).map(|words| format!("{}.", words.join(" ").to_uppercase())).collect();
        let talk = document("d", &[("P", &sentences.join(" "))]);
        let book = codebook(&[("x", Rule { unit: Unit::Span, ..phrases(&[&word]) })]);
        let found = Rules::new(&book, &[]).unwrap().hits(&talk).len();
        let naive = words.iter().filter(|other| **other == word).count();
        prop_assert_eq!(found, naive);
    }

    #[test]
    fn neither_the_order_of_rules_nor_of_documents_changes_what_is_proposed(
        texts in prop::collection::vec("[a-d]{1,2}( [a-d]{1,2}|[.] [A-D]){0,12}", 1..6),
        turned in 0..6_usize,
    ) {
        let rules = vec![
            phrases(&["a", "b*"]),
            patterns(&["a NEAR/2 c", "b THEN/3 d NOT a"], Unit::Sentence),
            Rule { expressions: vec!["c.?d".into()], unit: Unit::Span, ..Rule::default() },
        ];
        let book = |rules: Vec<Rule>| Codebook {
            codes: vec![Code { id: "x".into(), rules, ..Code::default() }, Code { id: "y".into(), rules: vec![phrases(&["d"])], ..Code::default() }],
            ..Codebook::default()
        };
        let documents: Vec<Document> =
            texts.iter().enumerate().map(|(number, text)| document(&format!("d{number}"), &[("P", text)])).collect();
        let proposed = |rules: &[Rule], documents: &[Document]| {
            let mut all = Rules::new(&book(rules.to_vec()), &[]).unwrap().propose(documents, &HashMap::new());
            all.sort_by(Coding::order);
            all
        };
        let first = proposed(&rules, &documents);
        let mut backwards = rules.clone();
        backwards.reverse();
        prop_assert_eq!(&proposed(&backwards, &documents), &first);
        let mut other = documents.clone();
        other.rotate_left(turned % documents.len());
        prop_assert_eq!(&proposed(&rules, &other), &first);
    }
}
