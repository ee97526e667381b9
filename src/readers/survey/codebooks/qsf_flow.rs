//! The way through a Qualtrics survey: which blocks of questions stand in branches, and on what conditions.

use std::collections::BTreeMap;

use serde_json::Value;

use super::qsf::{entries, text_of};

/// How deep branches may lie within each other.
const DEEPEST: usize = 32;

/// The conditions on the way to each block by its id, the outermost first. A block that can be reached in more than one way has
/// none: who saw it cannot be said by one of them.
pub fn conditions<'a>(flows: impl Iterator<Item = &'a Value>) -> BTreeMap<String, Vec<&'a Value>> {
    let mut ways: BTreeMap<String, Vec<Vec<&Value>>> = BTreeMap::new();
    for flow in flows {
        walk(flow, &mut Vec::new(), &mut ways, 0);
    }
    ways.into_iter()
        .filter_map(|(block, mut ways)| {
            let only = ways.pop().filter(|_| ways.is_empty())?;
            (!only.is_empty()).then_some((block, only))
        })
        .collect()
}

fn walk<'a>(
    part: &'a Value,
    path: &mut Vec<&'a Value>,
    ways: &mut BTreeMap<String, Vec<Vec<&'a Value>>>,
    depth: usize,
) {
    if depth > DEEPEST {
        return;
    }
    let is_block = matches!(part["Type"].as_str(), Some("Block" | "Standard"));
    if let (true, Some(id)) = (is_block, text_of(&part["ID"])) {
        ways.entry(id).or_default().push(path.clone());
    }
    let logic = &part["BranchLogic"];
    let branches = part["Type"] == "Branch" && logic.is_object();
    if branches {
        path.push(logic);
    }
    for (_, inner) in entries(&part["Flow"]) {
        walk(inner, path, ways, depth + 1);
    }
    if branches {
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(flow: &str) -> Vec<(String, usize)> {
        let flow: Value = serde_json::from_str(flow).unwrap();
        conditions(std::iter::once(&flow)).into_iter().map(|(block, path)| (block, path.len())).collect()
    }

    #[test]
    fn no_flow_and_a_flow_without_branches_have_no_conditions() {
        assert!(blocks("{}").is_empty());
        assert!(blocks(r#"{"Type":"Root","Flow":[{"Type":"Block","ID":"BL_1"}]}"#).is_empty());
    }

    #[test]
    fn a_block_in_a_branch_has_its_condition_and_one_that_stands_outside_too_has_none() {
        let flow = r#"{"Type":"Root","Flow":[
            {"Type":"Standard","ID":"BL_1"},
            {"Type":"Branch","BranchLogic":{"0":{}},"Flow":[
                {"Type":"Block","ID":"BL_2"},
                {"Type":"Branch","BranchLogic":{"0":{}},"Flow":[{"Type":"Block","ID":"BL_3"}]},
                {"Type":"Block","ID":"BL_1"}]}]}"#;
        assert_eq!(blocks(flow), [("BL_2".to_owned(), 1), ("BL_3".to_owned(), 2)]);
    }
}
