//! Options that several commands share: the same words everywhere.

use std::path::PathBuf;

use crate::writers::document;

/// Options that every command takes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Global {
    /// Say only what went wrong
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Show each thing noticed, not only how many
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// The study that a command works on.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct StudyOption {
    /// The study's folder; else the one you are in, or a parent of it
    #[arg(long, value_name = "DIR")]
    pub study: Option<PathBuf>,
}

/// One export instead of a study.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct DataOption {
    /// Work on one questionnaire export, without a study
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
}

/// Where the result goes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct OutputOptions {
    /// Write to a file, whose ending gives the format; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The format; not given: by the ending of the file, else for the terminal
    #[arg(long, value_name = "FORMAT", help = formats_help())]
    pub format: Option<String>,
    /// Replace a file that is there already
    #[arg(short, long)]
    pub force: bool,
}

/// How tables are made.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct TableOptions {
    /// What to show: count, "column %", "row %", "total %", index, interval, se, residual, letters, "vs rest", mean, median, sd, "top 2", "bottom 2",
    /// nps, "weighted base", "effective base" (several with commas)
    #[arg(long, value_name = "MEASURES", value_delimiter = ',')]
    pub show: Vec<String>,
    /// The test: auto, none, chi-square, yates, likelihood-ratio, fisher, ranks, means, anova, median, trend, mrcv; not given: as
    /// the way of sampling allows
    #[arg(long, value_name = "TEST")]
    pub test: Option<String>,
    /// What is done about several tests: none, bonferroni, holm, bh
    #[arg(long, value_name = "CORRECTION")]
    pub correction: Option<String>,
    /// Whose choices tests and letters follow: own, spss, dimensions, askia, r
    #[arg(long, value_name = "METHOD")]
    pub method: Option<String>,
    /// Which intervals: wilson, exact, agresti-coull, jeffreys, wilson-corrected; as R’s svyciprop: logit, likelihood, asin, beta, mean
    #[arg(long, value_name = "INTERVAL")]
    pub interval: Option<String>,
    /// How respondents came to be asked: open, purposive, probability, census
    #[arg(long, value_name = "SAMPLING")]
    pub sampling: Option<String>,
    /// Below this base show counts and no percentages
    #[arg(long, value_name = "N")]
    pub percent_from: Option<u64>,
    /// The question that holds the weights, or none; not given: as study.toml says
    #[arg(long, value_name = "QUESTION")]
    pub weight: Option<String>,
    /// How the sample was drawn
    #[command(flatten)]
    pub design: DesignOptions,
    /// Only those for whom a condition holds: 'size in ["Micro", "Small"] and not asked(training)'
    #[arg(long = "where", value_name = "CONDITION", allow_hyphen_values = true)]
    pub filter: Option<String>,
    /// Choices taken together: "Agree (net)=Agree|Strongly agree"; may be given several times, and a net may hold nets
    #[arg(long = "net", value_name = "NET")]
    pub nets: Vec<String>,
    /// What percentages are a share of: answered, asked or, of several answers, responses
    #[arg(long, value_name = "BASE")]
    pub base: Option<String>,
    /// Reasons in the base all the same: refused, dont-know, user, not-answered, not-applicable … (several with commas)
    #[arg(long, value_name = "REASONS", value_delimiter = ',')]
    pub include: Vec<String>,
    /// Where the total stands: first, last or none
    #[arg(long, value_name = "PLACE")]
    pub total: Option<String>,
    /// A grid on its own with its rows across and its scale down; with --by in one compact table: its scale across, its rows and the groups down
    #[arg(long)]
    pub transpose: bool,
    /// How quartiles are defined, 1 to 9: 7 as R and Excel, 6 as SPSS
    #[arg(long, value_name = "TYPE")]
    pub quantiles: Option<u8>,
}

/// How the sample was drawn, where study.toml does not say so or there is no study.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct DesignOptions {
    /// The question that names the stratum of each respondent
    #[arg(long, value_name = "QUESTION")]
    pub strata: Option<String>,
    /// The question that names the cluster; several with commas for several stages
    #[arg(long, value_name = "QUESTION", value_delimiter = ',')]
    pub cluster: Vec<String>,
    /// The question that says how many units a stratum has in the population; several with commas for several stages
    #[arg(long, value_name = "QUESTION", value_delimiter = ',')]
    pub fpc: Vec<String>,
    /// What strata with a single unit count for: fail, certainty, adjust, average
    #[arg(long, value_name = "POLICY")]
    pub single_unit: Option<String>,
}

impl DesignOptions {
    /// Whether any of them is given.
    pub fn is_given(&self) -> bool {
        self.strata.is_some() || !self.cluster.is_empty() || !self.fpc.is_empty() || self.single_unit.is_some()
    }
}

/// The names of the registry, so that a new format is offered without a word being changed here.
fn formats_help() -> String {
    let names: Vec<&str> = document::FORMATS.iter().map(|format| format.name()).collect();
    format!("The format: {}; not given: by the ending of the file, else terminal", names.join(", "))
}
