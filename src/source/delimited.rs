//! Small tables as text, as people and spreadsheets write them: what stands between their cells, and their records.
//!
//! Exports of surveys are read in `readers/survey`, which looks more closely and reads stretch by stretch.

/// What stands between the cells, by the first line: a tab, a semicolon or a comma, whichever is there most often.
pub fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

/// All records, the headings among them, each as long as it is.
pub fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_cells_is_what_is_there_most_often_and_else_a_comma() {
        for (text, delimiter) in
            [("", b','), ("alone", b','), ("a;b,c;d\n1,2,3,4", b';'), ("a\tb", b'\t'), ("a,b", b','), ("a,b;c", b',')]
        {
            assert_eq!(super::delimiter(text), delimiter, "{text}");
        }
    }

    #[test]
    fn records_may_differ_in_length() {
        let lengths: Vec<usize> =
            reader("a,b\n1\n\"x,y\",2,3\n", b',').records().map(|record| record.unwrap().len()).collect();
        assert_eq!(lengths, [2, 1, 3]);
    }
}
