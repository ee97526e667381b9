# Intervals of percentages by the names of --interval, as whole tables show them. Run from this folder:
#   Rscript interval-kinds.R > interval-kinds-r.csv
# One line an interval: design, kind, row, column, lower, upper. tests/it/interval_kinds.rs makes the same tables of tables-designs-data.csv.
suppressMessages(library(survey))
options(digits = 17, warn = -1, survey.lonely.psu = "fail")
data <- read.csv("tables-designs-data.csv", na.strings = "")
line <- function(design, kind, row, column, ends) cat(sprintf("%s,%s,%s,%s,%.17g,%.17g\n", design, kind, row, column, 100 * ends[1], 100 * ends[2]))
cat("design,kind,row,column,lower,upper\n")
cells <- function(of) for (k in c("B1", "B2", "B3")) for (level in c("total", "A1", "A2")) of(k, level)

cells(function(k, level) {
  inside <- !is.na(data$b) & (level == "total" | (!is.na(data$a) & data$a == level))
  x <- sum(data$b[inside] == k); n <- sum(inside)
  z <- qnorm(.975); more <- n + z^2; p <- (x + z^2 / 2) / more
  line("none", "wilson", k, level, prop.test(x, n, correct = FALSE)$conf.int)
  line("none", "wilson-corrected", k, level, prop.test(x, n)$conf.int)
  line("none", "exact", k, level, binom.test(x, n)$conf.int)
  line("none", "agresti-coull", k, level, p + c(-1, 1) * z * sqrt(p * (1 - p) / more))
  line("none", "jeffreys", k, level, qbeta(c(.025, .975), x + .5, n - x + .5))
})

# Without weights and a design the respondents in a column are a sample of their own.
for (kind in c("logit", "likelihood", "asin", "beta", "mean")) cells(function(k, level) {
  part <- data[!is.na(data$b) & (level == "total" | (!is.na(data$a) & data$a == level)), ]
  d <- update(svydesign(ids = ~1, weights = ~one, data = part), is = as.numeric(b == k))
  line("none", kind, k, level, attr(svyciprop(~is, d, method = kind), "ci"))
})
designs <- list(
  weights = svydesign(ids = ~1, weights = ~w, data = subset(data, !is.na(w))),
  clusters = svydesign(ids = ~cluster, strata = ~stratum, weights = ~w, data = subset(data, !is.na(w))))
for (name in names(designs)) for (kind in c("logit", "likelihood", "asin", "beta", "mean")) cells(function(k, level) {
  d <- designs[[name]]
  part <- if (level == "total") d else subset(d, !is.na(a) & a == level)
  part <- update(part, is = as.numeric(b == k)); df <- degf(part)
  # svyglm divides the weights by their mean over rows without an answer too, which moves the ends by likelihood.
  if (kind == "likelihood") part <- subset(part, !is.na(b))
  line(name, kind, k, level, attr(svyciprop(~is, part, method = kind, df = df, na.rm = TRUE), "ci"))
})
