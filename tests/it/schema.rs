//! The JSON Schemas in `docs/schema/` are what the types say.

use std::path::Path;

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema");
    for (name, text) in canvass::study::schema::all() {
        let path = folder.join(name);
        if std::env::var_os("CANVASS_BLESS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(committed == text, "docs/schema/{name} is stale: CANVASS_BLESS=1 cargo test schema writes it anew");
    }
}

#[test]
fn every_key_of_study_toml_is_explained_in_the_docs() {
    let docs = include_str!("../../docs/study-file.md");
    for (name, text) in canvass::study::schema::all() {
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut keys = Vec::new();
        collect(&schema, &mut keys);
        for key in keys {
            assert!(docs.contains(&format!("`{key}`")), "docs/study-file.md does not explain `{key}` of {name}");
        }
    }
}

fn collect(schema: &serde_json::Value, keys: &mut Vec<String>) {
    if let Some(properties) = schema.get("properties").and_then(|properties| properties.as_object()) {
        keys.extend(properties.keys().cloned());
        properties.values().for_each(|value| collect(value, keys));
    }
    if let Some(definitions) = schema.get("$defs").and_then(|definitions| definitions.as_object()) {
        definitions.values().for_each(|value| collect(value, keys));
    }
}
