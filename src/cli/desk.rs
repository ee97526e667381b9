//! What a person decides at the screen is written step by step, and never over what somebody else wrote meanwhile.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::coded;
use super::options::StudyOption;
use super::workspace::Workspace;
use crate::coding::Rules;
use crate::coding::pseudonym::{Shown, taken};
use crate::diagnostic::{Error, Place, Result};
use crate::model::Coding;
use crate::screen::{Change, Material};
use crate::sink;
use crate::source::{self, Source};
use crate::study::load::sha256;

/// A study whose codings are worked on, and what we know its files to hold.
#[derive(Debug)]
pub struct Desk {
    /// The study, as it is after each step.
    pub workspace: Workspace,
    /// What of it is seen, where names are replaced, with the codings as they were when it was read.
    shown: Option<(Shown, Vec<Coding>)>,
    /// The hash of each file as we read or wrote it; none: it was not there.
    known: HashMap<String, String>,
    /// Files of codings that were there when the study was read: emptied, they stay.
    first: BTreeSet<String>,
    /// Codings that may have moved, as they stand in their files.
    originals: HashMap<String, Coding>,
    /// What was written, in all.
    written: BTreeSet<String>,
}

impl Desk {
    /// Reads a study in; `names`: to be seen with the names that the pseudonym key replaces.
    ///
    /// # Errors
    /// When there is no study, or anything it names cannot be read.
    pub fn open(option: &StudyOption, names: bool) -> Result<Self> {
        Workspace::open_interviews(option).map(|workspace| Self::new(workspace, names))
    }

    fn new(workspace: Workspace, names: bool) -> Self {
        let is_shown = !names && !workspace.pseudonyms.is_empty();
        let shown = is_shown.then(|| (workspace.shown(), workspace.codings.clone()));
        let known: HashMap<String, String> =
            workspace.study.inputs.iter().map(|input| (input.file.clone(), input.sha256.clone())).collect();
        let moved: HashSet<&str> = workspace.moved.iter().map(String::as_str).collect();
        let originals = workspace.study.codings.iter().filter(|coding| moved.contains(coding.id.as_str()));
        Self {
            first: known.keys().filter(|file| file.starts_with("codings/")).cloned().collect(),
            originals: originals.map(|coding| (coding.id.clone(), coding.clone())).collect(),
            written: BTreeSet::new(),
            known,
            shown,
            workspace,
        }
    }

    /// Reads everything again, as it is now.
    ///
    /// # Errors
    /// As [`Self::open`]; then everything stays as it was read before.
    pub fn reload(&mut self, option: &StudyOption) -> Result<()> {
        let written = self.written.clone();
        let names = self.shown.is_none();
        *self = Self { written, ..Self::open(option, names)? };
        Ok(())
    }

    /// What the screen works on.
    pub fn material(&self) -> Material {
        let workspace = &self.workspace;
        let seen = if self.shown.is_some() { workspace.clone().into_shown() } else { workspace.clone() };
        Material {
            corpus: seen.corpus,
            codebook: seen.codebook,
            rules: Rules::new(&workspace.codebook, &workspace.corpus.cases).ok().filter(|rules| !rules.is_empty()),
            codings: seen.codings,
            moved: workspace.moved.iter().cloned().collect(),
            ids: workspace.study.codings.iter().map(|coding| coding.id.clone()).collect(),
            reconciled: workspace.reconciled().into_iter().map(str::to_owned).collect(),
        }
    }

    /// Which files were written.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        self.written.iter().map(String::as_str)
    }

    /// Writes changes at once, all or none.
    ///
    /// # Errors
    /// When a file was changed by somebody else since it was read, or cannot be written; then nothing was.
    pub fn write(&mut self, changes: &[Change]) -> Result<()> {
        let changes = &self.on_originals(changes);
        let gives_code = |change: &Change| match (&change.before, &change.after) {
            (before, Some(after)) => before.as_ref().is_none_or(|before| before.code != after.code),
            (_, None) => false,
        };
        if changes.iter().any(gives_code) {
            self.refuse_if_changed(coded::codebook_file(&self.workspace))?;
        }
        let touched: Vec<Coding> = changes.iter().filter_map(|change| self.line(change)).collect();
        let stays: HashSet<&str> = touched.iter().map(|coding| coding.id.as_str()).collect();
        let gone: Vec<Coding> = changes
            .iter()
            .filter_map(|change| change.before.clone())
            .filter(|c| !stays.contains(c.id.as_str()))
            .collect();
        let files = coded::files_without(&self.workspace, &touched, &gone);
        for file in files.keys() {
            self.refuse_if_changed(file)?;
        }
        let is_new = |file: &str, text: &str| text.is_empty() && !self.first.contains(file);
        let (emptied, kept): (BTreeMap<_, _>, BTreeMap<_, _>) =
            files.into_iter().partition(|(file, text)| is_new(file, text));
        self.written.extend(coded::write_quietly(&self.workspace, &kept)?);
        for (file, text) in kept {
            self.known.insert(file, sha256(text.as_bytes()));
        }
        for file in emptied.into_keys() {
            sink::remove(&self.workspace.study.folder.join(&file))?;
            self.known.remove(&file);
            self.written.remove(&file);
        }
        self.remember(changes, touched);
        Ok(())
    }

    /// Changes of what is seen as changes of what is there: on the words of the transcripts themselves.
    fn on_originals(&self, changes: &[Change]) -> Vec<Change> {
        let Some((shown, originals)) = &self.shown else { return changes.to_vec() };
        let back = |coding: Option<&Coding>| {
            let made = coding.cloned().into_iter().collect();
            taken::codings(made, shown, &self.workspace.corpus, originals).pop()
        };
        let put = |change: &Change| Change {
            before: back(change.before.as_ref()),
            after: back(change.after.as_ref()),
            ..change.clone()
        };
        changes.iter().map(put).collect()
    }

    /// How a changed coding stands in its file: where its place has to be accepted again, as it stood before.
    fn line(&self, change: &Change) -> Option<Coding> {
        let after = change.after.as_ref()?;
        let original = self.originals.get(&after.id).filter(|_| change.is_moved);
        Some(original.unwrap_or(after).clone())
    }

    /// The study as it is in its files now.
    fn remember(&mut self, changes: &[Change], lines: Vec<Coding>) {
        let changed: HashSet<&str> = changes
            .iter()
            .flat_map(|change| [&change.before, &change.after])
            .flatten()
            .map(|c| c.id.as_str())
            .collect();
        let workspace = &mut self.workspace;
        workspace.study.codings.retain(|coding| !changed.contains(coding.id.as_str()));
        workspace.study.codings.extend(lines);
        workspace.codings.retain(|coding| !changed.contains(coding.id.as_str()));
        workspace.codings.extend(changes.iter().filter_map(|change| change.after.clone()));
        workspace.moved.retain(|id| !changed.contains(id.as_str()));
        let moved = changes.iter().filter(|change| change.is_moved).filter_map(|change| change.after.as_ref());
        workspace.moved.extend(moved.map(|coding| coding.id.clone()));
    }

    /// Refuses where a file is not what we know it to be.
    fn refuse_if_changed(&self, file: &str) -> Result<()> {
        let path = self.workspace.study.folder.join(file);
        let now = if source::is_file(&path) { Some(sha256(Source::open(&path)?.bytes())) } else { None };
        if now.as_ref() == self.known.get(file) {
            return Ok(());
        }
        Err(Error::new("somebody changed it meanwhile")
            .in_place(Place::file(file))
            .hint("R reads everything again; then decide once more"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::{Action, Key, Options, Session};

    const STUDY: [(&str, &str); 3] = [
        ("study.toml", "[study]\ntitle = \"T\"\n[interviews]\ntranscripts = \"transcripts/*\"\n"),
        (
            "codebook.toml",
            "[[code]]\nid = \"funding\"\nname = \"Funding\"\n[[code]]\nid = \"trust\"\nname = \"Trust\"\n",
        ),
        ("transcripts/a.txt", "Int: And you?\n\nP: Money is short. People do not trust us any more, they say.\n"),
    ];

    struct Room {
        folder: tempfile::TempDir,
        desk: Desk,
        session: Session,
    }

    impl Room {
        fn new(more: &[(&str, &str)]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            for (name, text) in STUDY.iter().chain(more) {
                sink::write(&folder.path().join(name), text.as_bytes()).unwrap();
            }
            let desk = Desk::open(&StudyOption { study: Some(folder.path().to_path_buf()) }, false).unwrap();
            let session = Session::new(desk.material(), Options { coder: Some("asha".into()), ..Options::default() });
            Self { folder, desk, session }
        }

        /// Presses keys and writes; the error of the last that could not be written.
        fn press(&mut self, keys: &str) -> Option<Error> {
            let mut failed = None;
            for key in keys.chars().map(|letter| if letter == '\n' { Key::Enter } else { Key::Char(letter) }) {
                if let Action::Write(changes) = self.session.press(&key) {
                    failed = self.desk.write(&changes).err();
                    if let Some(error) = &failed {
                        self.session.not_written(&error.to_string());
                    }
                }
            }
            failed
        }

        fn read(&self, name: &str) -> Option<String> {
            let path = self.folder.path().join(name);
            source::is_file(&path).then(|| String::from_utf8(Source::open(&path).unwrap().bytes().to_vec()).unwrap())
        }
    }

    const OWN: &str = "codings/asha/a.jsonl";

    #[test]
    fn each_step_is_in_its_file_at_once_and_undoing_all_leaves_no_file_behind() {
        let mut room = Room::new(&[]);
        assert!(room.press("}s\nfunding\n").is_none());
        let first = room.read(OWN).unwrap();
        assert!(first.contains("\"exact\":\"Money is short.\""), "{first}");
        assert!(room.press(")s\ntrust\nmwhy\n").is_none());
        assert_eq!(room.read(OWN).unwrap().lines().count(), 2);
        assert!(room.press("uu").is_none());
        assert_eq!(room.read(OWN).unwrap(), first);
        assert!(room.press("u").is_none());
        assert!(!source::is_folder(&room.folder.path().join("codings/asha")));
        assert!(room.press("U").is_none());
        assert_eq!(room.read(OWN).unwrap(), first);
        let again = Workspace::open_folder(room.folder.path()).unwrap();
        assert_eq!(again.codings, room.desk.workspace.codings);
    }

    #[test]
    fn what_somebody_else_wrote_meanwhile_is_not_overwritten() {
        let mut room = Room::new(&[]);
        room.press("}s\nfunding\n");
        let theirs = room.read(OWN).unwrap().replace("Money is short.", "Money is short");
        sink::write(&room.folder.path().join(OWN), theirs.as_bytes()).unwrap();
        let error = room.press("mwhy\n").unwrap();
        assert!(error.to_string().contains(OWN) && error.hint_text().unwrap().starts_with("R reads"), "{error}");
        assert_eq!(room.read(OWN).unwrap(), theirs);
        room.desk.reload(&StudyOption { study: Some(room.folder.path().to_path_buf()) }).unwrap();
        room.session.renew(room.desk.material());
        assert!(room.press("mwhy\n").is_none());
        assert!(room.read(OWN).unwrap().contains("why"));
    }

    #[test]
    fn a_code_is_not_given_from_a_codebook_that_changed_meanwhile() {
        let mut room = Room::new(&[]);
        sink::write(&room.folder.path().join("codebook.toml"), b"[[code]]\nid = \"trust\"\nname = \"Trust\"\n")
            .unwrap();
        let error = room.press("}s\nfunding\n").unwrap();
        assert!(error.to_string().contains("codebook.toml"), "{error}");
        assert!(room.read(OWN).is_none());
    }

    #[test]
    fn a_place_that_moved_is_accepted_in_its_file_and_taken_back_from_it() {
        let mut first = Room::new(&[]);
        first.press("}s\nfunding\n)s\ntrust\n");
        let lines = first.read(OWN).unwrap();
        let edited = "Int: And you?\n\nP: Money is short. People do not trust us, or anybody, any more, they say.\n";
        let mut room = Room::new(&[(OWN, &lines), ("transcripts/a.txt", edited)]);
        assert_eq!(room.desk.workspace.moved.len(), 1);
        assert!(room.press("}.a").is_none());
        assert!(room.read(OWN).unwrap().contains("or anybody") && room.desk.workspace.moved.is_empty());
        assert!(room.press("u").is_none());
        let old = |text: &str| text.lines().find(|line| line.contains("\"code\":\"trust\"")).unwrap().to_owned();
        assert_eq!(old(&room.read(OWN).unwrap()), old(&lines));
        assert_eq!(room.desk.workspace.moved.len(), 1);
    }

    #[test]
    fn names_are_not_shown_and_codings_stand_on_the_words_of_the_transcript() {
        let key = ("private/pseudonyms.csv", "name,pseudonym\nKarolina Nowak,Asha\n");
        let talk =
            ("transcripts/a.txt", "Int: And you?\n\nP: I asked Karolina Nowak for money. Karolina Nowak came.\n");
        let mut room = Room::new(&[key, talk]);
        let seen = room.desk.material().corpus.documents[0].text.clone();
        assert!(seen.contains("I asked Asha for money. Asha came.") && !seen.contains("Nowak"), "{seen}");
        assert!(room.press("})s\nfunding\nmwhy\n").is_none());
        let line = room.read(OWN).unwrap();
        assert!(line.contains("\"exact\":\"Karolina Nowak came.\"") && line.contains("why"), "{line}");
        assert!(room.press("u").is_none());
        let again = Workspace::open_folder(room.folder.path()).unwrap();
        assert_eq!(again.codings, room.desk.workspace.codings);
        assert!(again.noticed.iter().all(|one| !one.message.contains("found again")), "{:?}", again.noticed);
        // Unless somebody asks for them.
        let option = StudyOption { study: Some(room.folder.path().to_path_buf()) };
        assert!(Desk::open(&option, true).unwrap().material().corpus.documents[0].text.contains("Nowak"));
    }

    #[test]
    fn a_coding_that_ends_inside_a_name_keeps_its_place_when_it_is_decided_about() {
        let key = ("private/pseudonyms.csv", "name,pseudonym\nKarolina Nowak,Asha\n");
        let talk = ("transcripts/a.txt", "Int: And you?\n\nP: I asked Karolina Nowak for money.\n");
        let mut first = Room::new(&[talk]);
        first.press("}s\nfunding\n");
        let whole = first.read(OWN).unwrap();
        let from = first.desk.workspace.codings[0].clone();
        let part = Coding {
            end: from.start + 16,
            exact: "I asked Karolina".into(),
            suffix: " Nowak for money.".into(),
            ..from
        };
        let line = crate::coding::store::lines(&[&part]);
        assert_ne!(whole, line);
        let mut room = Room::new(&[key, talk, (OWN, &line)]);
        assert!(room.press("}mwhy\n").is_none());
        let now = room.read(OWN).unwrap();
        assert!(now.contains("\"exact\":\"I asked Karolina\"") && now.contains("why"), "{now}");
        assert!(room.press("u").is_none());
        assert_eq!(room.read(OWN).unwrap(), line);
    }
}
