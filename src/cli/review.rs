//! `canvass review`: transcripts read and coded at the keyboard.

use std::time::Duration;

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent};
use ratatui::crossterm::event::{KeyEventKind, KeyModifiers};
use ratatui::crossterm::execute;

use super::Outcome;
use super::coded::{self, many};
use super::desk::Desk;
use super::options::StudyOption;
use super::terminal::Terminal;
use crate::coding::store;
use crate::diagnostic::{Error, Place, Result, unknown_name};
use crate::screen::{Action, Key, Look, Options, Session, draw};
use crate::study::file::Approach;

/// Options of `review`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass review --coder asha               read and code, from the first document on
  canvass review vcfse-11 --coder asha      one document first
  canvass review --undecided                only what rules propose, from the first that is undecided
  canvass review --code funding             only codings with this code",
    after_help = "\
The screen shows each transcript with what is coded in it and, marked with “?”, what the rules of
the codebook propose (`canvass code` lets them). Keys accept, reject, code, write memos and undo;
`?` lists them. Every step is saved at once. It needs a terminal, works over ssh, and with NO_COLOR
marks stand for colours."
)]
pub struct Args {
    /// The document to begin with
    #[arg(value_name = "DOCUMENT")]
    pub document: Option<String>,
    /// Who codes; else asked for when it has to be known
    #[arg(long, value_name = "NAME")]
    pub coder: Option<String>,
    /// Show only codings with this code, or one below it
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// Show only what rules propose, and begin with the first that nobody decided about
    #[arg(long)]
    pub undecided: bool,
    /// Show what rules propose in a study whose approach is reflexive, too
    #[arg(long)]
    pub suggestions: bool,
    /// Show names as the transcripts have them, and not what private/pseudonyms.csv puts in their place
    #[arg(long)]
    pub names: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
}

/// Runs the command.
///
/// # Errors
/// When there is no study, nothing to read in it, or no terminal to show it in.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let mut desk = Desk::open(&args.study, args.names)?;
    let options = options(args, &desk, terminal)?;
    if !terminal.is_a_screen() {
        return Err(Error::new("review needs a terminal: it shows transcripts on a screen and takes keys")
            .hint("run it in a terminal and without pipes; canvass code and canvass take work without one"));
    }
    let mut noticed = desk.workspace.noticed.clone();
    if !args.names {
        super::shown::replace_in_messages(&mut noticed, &desk.workspace.pseudonyms);
    }
    terminal.noticed(&noticed);
    let mut session = Session::new(desk.material(), options);
    let look = Look { colour: terminal.has_colour() };
    let done = on_a_screen(|screen| work(args, &mut desk, &mut session, look, screen));
    report(&desk, &session, terminal);
    done.map(|()| Outcome::Fine)
}

fn options(args: &Args, desk: &Desk, terminal: &Terminal) -> Result<Options> {
    let workspace = &desk.workspace;
    let documents = &workspace.corpus.documents;
    if documents.is_empty() {
        return Err(Error::new("this study has no transcripts to read")
            .in_place(Place::file("study.toml").at("[interviews] transcripts"))
            .hint("bring them in: canvass import FILE…"));
    }
    let known = |id: &String| documents.iter().any(|document| document.id == *id);
    if let Some(id) = args.document.as_ref().filter(|id| !known(id)) {
        return Err(unknown_name("document", id, documents.iter().map(|document| document.id.as_str())));
    }
    let approach = workspace.study.file.study.approach;
    let suggestions = approach != Approach::Reflexive || args.suggestions;
    if args.undecided && !suggestions {
        return Err(Error::new("in a reflexive study what rules propose is not shown, so there is nothing to decide")
            .in_place(Place::file("study.toml").at("[study] approach"))
            .hint("show it with --suggestions; docs/methods.md says why it is off"));
    }
    Ok(Options {
        coder: args.coder.as_deref().map(store::coder).transpose()?,
        code: args
            .code
            .as_deref()
            .map(|typed| coded::code(workspace, typed).map(|code| code.id.clone()))
            .transpose()?,
        undecided: args.undecided,
        suggestions,
        candidates_count: approach.counts_candidates(),
        marks: !terminal.has_colour(),
        document: args.document.clone(),
    })
}

/// Reads keys until somebody leaves.
fn work(
    args: &Args,
    desk: &mut Desk,
    session: &mut Session,
    look: Look,
    screen: &mut DefaultTerminal,
) -> std::io::Result<()> {
    loop {
        let size = screen.size()?;
        session.resize(size.width, size.height);
        screen.draw(|frame| draw(session, look, frame))?;
        // Keys that are waiting already are taken before the next picture: over a slow line that is fewer pictures.
        loop {
            if let Some(key) = key(event::read()?) {
                match session.press(&key) {
                    Action::Nothing => {}
                    Action::Leave => return Ok(()),
                    Action::Write(changes) => {
                        if let Err(error) = desk.write(&changes) {
                            session.not_written(&said(&error));
                        }
                    }
                    Action::Reload => match desk.reload(&args.study) {
                        Ok(()) => session.renew(desk.material()),
                        Err(error) => session.alarm(format!("NOT READ: {}", said(&error))),
                    },
                }
            }
            if !event::poll(Duration::ZERO)? {
                break;
            }
        }
    }
}

fn said(error: &Error) -> String {
    match error.hint_text() {
        Some(hint) => format!("{error}; {hint}"),
        None => error.to_string(),
    }
}

/// Opens the screen, and gives the terminal back as it was, whatever happens: an error, a panic, Ctrl-C.
fn on_a_screen(work: impl FnOnce(&mut DefaultTerminal) -> std::io::Result<()>) -> Result<()> {
    let failed = |error: std::io::Error| {
        Error::new(format!("the terminal could not be used as a screen: {error}"))
            .hint("everything that was decided is saved; try another terminal")
    };
    let mut screen = match ratatui::try_init() {
        Ok(screen) => screen,
        Err(error) => {
            // It may have been opened by half.
            drop(ratatui::try_restore());
            return Err(failed(error));
        }
    };
    // A terminal that does not know about pasting types what is pasted; nothing is lost but a paste in one piece.
    drop(execute!(screen.backend_mut(), EnableBracketedPaste));
    let done = work(&mut screen);
    drop(execute!(screen.backend_mut(), DisableBracketedPaste));
    drop(screen);
    let restored = ratatui::try_restore();
    done.and(restored).map_err(failed)
}

/// The key that an event stands for.
fn key(event: Event) -> Option<Key> {
    let KeyEvent { code, modifiers, kind, .. } = match event {
        Event::Paste(text) => return Some(Key::Pasted(text)),
        Event::Key(key) => key,
        _ => return None,
    };
    if kind == KeyEventKind::Release {
        return None;
    }
    // Where letters need Alt Gr, both keys are reported.
    let is_control = modifiers.contains(KeyModifiers::CONTROL) && !modifiers.contains(KeyModifiers::ALT);
    Some(match code {
        KeyCode::Char(letter) if is_control => Key::Control(letter.to_ascii_lowercase()),
        KeyCode::Char(letter) => Key::Char(letter),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Escape,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Tab => Key::Tab,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    })
}

/// What was done, and what to try next.
fn report(desk: &Desk, session: &Session, terminal: &Terminal) {
    let files: Vec<&str> = desk.written().collect();
    match files[..] {
        [] => terminal.say("nothing was changed"),
        [one] => terminal.say(format!("{}, saved in {one}", many(session.steps(), "step"))),
        [first, ..] => {
            terminal.say(format!("{}, saved in {} files such as {first}", many(session.steps(), "step"), files.len()))
        }
    }
    let interviews = desk.workspace.study.file.interviews.as_ref();
    let coders = interviews.map(|interviews| interviews.coders.as_slice()).unwrap_or_default();
    let is_left_out = |coder: &&str| !coders.is_empty() && !coders.iter().any(|known| known == coder);
    if let Some(coder) = session.coder().filter(is_left_out) {
        terminal.say(format!("{coder} is not among the coders of study.toml: what {coder} coded is not counted"));
    }
    if !files.is_empty() {
        terminal.next("canvass check; canvass themes --by GROUP");
    }
}
