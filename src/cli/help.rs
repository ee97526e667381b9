//! What help pages look like: examples first, commands by the stage of the work, options last.

use clap::Command;
use clap::builder::StyledStr;

/// The commands by stage of the work, as the first help page and the manual group them.
pub const STAGES: [(&str, &[&str]); 4] = [
    ("Set up", &["init", "import", "check", "anonymise"]),
    ("Answers", &["frequencies", "crosstab", "compare", "response", "weight"]),
    (
        "Interviews",
        &[
            "grid",
            "codebook",
            "code",
            "take",
            "review",
            "find",
            "themes",
            "quotes",
            "agreement",
            "reconcile",
            "cooccurrence",
            "deviant",
            "saturation",
            "joint",
        ],
    ),
    ("Hand in", &["chart", "report", "export", "completions", "man"]),
];

/// The examples of the first page; those of a command stand beside its arguments.
const EXAMPLES: &str = "\
Examples:
  canvass report examples/research-better-together    the whole report of a study
  canvass import answers.xlsx                         what does this export hold?
  canvass crosstab involvement --by size              cross-tabulate in the study you are in
  canvass themes --by stakeholder                     who raised what in the interviews
  canvass report --data answers.xlsx -o topline.docx  an export on its own, no study needed";

/// How a command ends, in the words of the first page and the manual.
pub const EXIT_CODES: &str = "0 fine, 1 a check found something, 2 it could not be done";

/// Lines longer than this are hard to read, however wide the terminal.
const WIDTH: usize = 100;

/// A command with its help pages as they are printed.
pub fn laid_out(command: Command) -> Command {
    let page = first_page(&command);
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let command = command.help_template(page).max_term_width(WIDTH);
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, laid_out_sub))
}

/// The examples of a command, without their heading; the top command has those of the first page.
pub fn examples(command: &Command) -> String {
    let text = match command.get_before_help() {
        Some(text) => text.to_string(),
        None if command.get_subcommands().next().is_some() => EXAMPLES.to_owned(),
        None => String::new(),
    };
    let lines = text.lines().filter(|line| line.trim() != "Examples:");
    lines.map(str::trim).collect::<Vec<_>>().join("\n")
}

fn laid_out_sub(command: Command) -> Command {
    let command = match command.get_before_help().map(|_| aligned(&examples(&command))) {
        Some(examples) => command.before_help(styled(&format!("Examples:\n{examples}"))),
        None => command,
    };
    let below = command.get_after_help().map(|text| flowing(&text.to_string()));
    let command = match below {
        Some(text) => command.after_help(text),
        None => command,
    };
    command
        .help_template("{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}")
        .max_term_width(WIDTH)
}

/// Paragraphs as one line each, which the page breaks at its own width.
fn flowing(text: &str) -> String {
    let paragraph = |lines: &str| match lines.lines().any(|line| line.starts_with(' ')) {
        true => lines.to_owned(),
        false => lines.lines().collect::<Vec<_>>().join(" "),
    };
    text.split("\n\n").map(paragraph).collect::<Vec<_>>().join("\n\n")
}

/// Each command with what it is for beside it, or below where there is no room.
fn aligned(examples: &str) -> String {
    const ROOM: usize = 52;
    let split = |line: &str| match line.split_once("  ") {
        Some((command, purpose)) => (command.to_owned(), purpose.trim().to_owned()),
        None => (line.to_owned(), String::new()),
    };
    let examples: Vec<(String, String)> = examples.lines().map(split).collect();
    let lengths = examples.iter().map(|(command, _)| command.chars().count());
    let column = lengths.filter(|length| *length <= ROOM).max().unwrap_or(0);
    let line = |(command, purpose): &(String, String)| {
        let length = command.chars().count();
        if purpose.is_empty() {
            format!("  {command}")
        } else if length <= column && column + purpose.chars().count() + 4 <= WIDTH {
            format!("  {command}{}  {purpose}", " ".repeat(column - length))
        } else {
            format!("  {command}\n      {purpose}")
        }
    };
    examples.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn first_page(command: &Command) -> StyledStr {
    let mut page = format!("{{about-with-newline}}\n{EXAMPLES}\n\n{{usage-heading}} {{usage}}\n");
    for (stage, names) in STAGES {
        page.push_str(&format!("\n{stage}:\n"));
        for name in names {
            let about = command.find_subcommand(name).and_then(Command::get_about).map(ToString::to_string);
            page.push_str(&format!("  {name:<13} {}\n", about.unwrap_or_default()));
        }
    }
    page.push_str(&format!(
        "\nOptions:\n{{options}}\n\n`canvass COMMAND --help` shows a command with examples. Exit codes: {EXIT_CODES}.\n"
    ));
    styled(&page)
}

/// Headings as clap sets its own; where there is no colour they are plain.
fn styled(text: &str) -> StyledStr {
    let heading = clap::builder::Styles::default().get_header().to_owned();
    let line = |line: &str| {
        let is_heading = line.ends_with(':') && !line.starts_with([' ', '{']);
        if is_heading { format!("{}{line}{}", heading.render(), heading.render_reset()) } else { line.to_owned() }
    };
    StyledStr::from(text.split('\n').map(line).collect::<Vec<_>>().join("\n"))
}
