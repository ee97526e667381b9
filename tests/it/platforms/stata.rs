use dta::stata::dta::byte_order::ByteOrder;
use dta::stata::dta::dta_writer::DtaWriter;
use dta::stata::dta::header::Header;
use dta::stata::dta::release::Release;
use dta::stata::dta::schema::Schema;
use dta::stata::dta::value::Value;
use dta::stata::dta::variable::Variable;
use dta::stata::dta::variable_type::VariableType;
use dta::stata::missing_value::MissingValue;
use dta::stata::stata_byte::StataByte;
use dta::stata::stata_double::StataDouble;

use crate::exported::{Page, page};

fn read(release: Release, words: &[&str]) -> Page {
    let header = Header::builder(release, ByteOrder::LittleEndian).build();
    let schema = Schema::builder()
        .add_variable(Variable::builder(VariableType::Byte, "sex").format("%8.0g").label("Sex"))
        .add_variable(Variable::builder(VariableType::Double, "day").format("%td").label("Day"))
        .add_variable(Variable::builder(VariableType::FixedString(12), "town").format("%12s").label("Town"))
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("survey.dta");
    let writer = DtaWriter::new().from_path(&path).unwrap().write_header(header).unwrap().write_schema(schema).unwrap();
    let mut records = writer.into_record_writer().unwrap();
    for (sex, town) in [
        (StataByte::Present(1), "Orléans"),
        (StataByte::Missing(MissingValue::B), "Orléans"),
        (StataByte::Missing(MissingValue::System), "Leeds"),
    ] {
        let day = Value::Double(StataDouble::Present(23_466.0));
        records.write_record(&[Value::Byte(sex), day, Value::string(town)]).unwrap();
    }
    records.into_long_string_writer().unwrap().into_value_label_writer().unwrap().finish().unwrap();
    page(&path, words)
}

#[test]
fn letters_are_missing_dates_are_dates_and_blanks_are_blanks() {
    let page = read(Release::V118, &[]);
    assert_eq!((page.platform(), page.responses()), ("stata", 3));
    assert_eq!((page.choices("sex").as_str(), page.missing("sex").as_str()), ("1=1; .b=1 (user)", "unknown=1; user=1"));
    assert_eq!(page.question("day")["summary"]["min"], "2024-03-31");
}

#[test]
fn an_old_release_that_states_no_encoding_is_read_as_what_its_bytes_are() {
    let page = read(Release::V114, &[]);
    assert_eq!(page.json["encoding"], "windows-1252");
    assert_eq!(page.count("town", "Orléans"), 2);
    assert_eq!(read(Release::V114, &["--encoding", "windows-1252"]).count("town", "Orléans"), 2);
}
