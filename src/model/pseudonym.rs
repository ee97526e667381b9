//! A row of the pseudonym key: `private/pseudonyms.csv`.

/// The columns of the key and of sheets that fill it, in order. The first two are needed.
pub const COLUMNS: [&str; 7] = ["name", "pseudonym", "kind", "how", "forms", "same as", "note"];

/// A name with what stands for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pseudonym {
    /// The name as people write it.
    pub name: String,
    /// What stands for it; `None`: nobody has decided yet, or it stays.
    pub pseudonym: Option<String>,
    /// Somebody decided that it stays as it is (`-`): it is neither replaced nor asked about again.
    pub stays: bool,
    /// Replaced wherever it stands, also where it could be a common word at the beginning of a sentence.
    pub always: bool,
    /// With the endings of other languages: “Maureens”, “Maureenem”.
    pub inflected: bool,
    /// Only as it stands: the given name and the surname alone are left to rows of their own.
    pub full: bool,
    /// `person`, `place`, `organisation` …, where somebody said so.
    pub kind: Option<String>,
    /// Other forms of the name, each with what stands for it.
    pub forms: Vec<(String, String)>,
    /// Another name of the same person, place or organisation.
    pub same_as: Option<String>,
    /// What somebody noted.
    pub note: Option<String>,
    /// The line of the file; 0: no row of its own, but part of another.
    pub line: u64,
}

impl Pseudonym {
    /// Reads a row: `cell` gives what stands in a column, empty where there is none.
    ///
    /// # Errors
    /// With what is wrong and what to do, where a cell cannot be understood.
    pub fn from_cells<'a>(line: u64, cell: impl Fn(&str) -> &'a str) -> Result<Self, (String, String)> {
        let given = |column: &str| Some(plain(cell(column))).filter(|text| !text.is_empty());
        let mut row = Self {
            name: plain(cell("name")),
            pseudonym: given("pseudonym"),
            kind: given("kind").map(|kind| kind.to_lowercase()),
            same_as: given("same as"),
            note: given("note"),
            line,
            ..Self::default()
        };
        if row.pseudonym.as_deref().is_some_and(|words| matches!(words, "-" | "–" | "—")) {
            row.stays = true;
            row.pseudonym = None;
        }
        for word in cell("how").split([',', ';', ' ']).map(str::trim).filter(|word| !word.is_empty()) {
            match word.to_lowercase().as_str() {
                "always" => row.always = true,
                "endings" => row.inflected = true,
                "full" => row.full = true,
                _ => {
                    let what = format!("“{word}” says nothing about how “{}” is replaced", row.name);
                    return Err((what, "the column “how” knows always, endings and full".into()));
                }
            }
        }
        let stands = row.pseudonym.clone().unwrap_or_default();
        for written in cell("forms").split(';').map(plain).filter(|form| !form.is_empty()) {
            let (form, words) = match written.split_once('=') {
                Some((form, words)) => (plain(form), plain(words)),
                None => (written, stands.clone()),
            };
            if form.is_empty() || (words.is_empty() && row.pseudonym.is_some()) {
                let what = format!("a form of “{}” is empty", row.name);
                return Err((what, "write: form; form = what stands for it".into()));
            }
            row.forms.push((form, words));
        }
        Ok(row)
    }

    /// What a row has in a column, as [`Self::from_cells`] reads it.
    pub fn cell(&self, column: &str) -> String {
        let given = |text: &Option<String>| text.clone().unwrap_or_default();
        match column {
            "name" => self.name.clone(),
            "pseudonym" if self.stays => "-".into(),
            "pseudonym" => given(&self.pseudonym),
            "kind" => given(&self.kind),
            "how" => {
                let words = [("always", self.always), ("endings", self.inflected), ("full", self.full)];
                words.iter().filter(|(_, is)| *is).map(|(word, _)| *word).collect::<Vec<_>>().join(" ")
            }
            "forms" => {
                let form = |(form, words): &(String, String)| match self.pseudonym.as_ref() {
                    Some(own) if own != words => format!("{form} = {words}"),
                    _ => form.clone(),
                };
                self.forms.iter().map(form).collect::<Vec<_>>().join("; ")
            }
            "same as" => given(&self.same_as),
            "note" => given(&self.note),
            _ => String::new(),
        }
    }
}

/// Words as the canonical text of a transcript has them: composed letters, one blank between words, nothing hidden.
fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let seen = |c: &char| !matches!(c, '\u{feff}' | '\u{ad}' | '\u{200b}' | '\u{2060}');
    let composed: String = text.nfc().filter(seen).map(|c| if c.is_control() { ' ' } else { c }).collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(&str, &str)]) -> Result<Pseudonym, (String, String)> {
        Pseudonym::from_cells(2, |column| cells.iter().find(|(name, _)| *name == column).map_or("", |(_, cell)| cell))
    }

    #[test]
    fn a_row_is_written_as_it_is_read() {
        assert_eq!(row(&[]).unwrap(), Pseudonym { line: 2, ..Pseudonym::default() });
        let cells = [
            ("name", "Ola Nowak"),
            ("pseudonym", "Ewa Kowal"),
            ("kind", "person"),
            ("how", "always full"),
            ("forms", "Oli Nowak = Ewy Kowal; Olu"),
            ("same as", "Aleksandra"),
            ("note", "P3"),
        ];
        let read = row(&cells).unwrap();
        assert_eq!(read.forms, [("Oli Nowak".into(), "Ewy Kowal".into()), ("Olu".into(), "Ewa Kowal".into())]);
        for (column, cell) in cells {
            assert_eq!(read.cell(column), cell);
        }
    }

    #[test]
    fn a_dash_stays_and_what_is_not_understood_is_said() {
        let stays = row(&[("name", " Zoom\u{a0} Inc "), ("pseudonym", "–")]).unwrap();
        assert_eq!((stays.name.as_str(), stays.stays, stays.pseudonym.as_ref()), ("Zoom Inc", true, None));
        assert!(row(&[("name", "A"), ("how", "sometimes")]).unwrap_err().0.contains("sometimes"));
        assert!(row(&[("name", "A"), ("pseudonym", "B"), ("forms", "x =")]).is_err());
    }
}
