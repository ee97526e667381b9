# The numbers of R's survey that whole tables under weights and designs agree with, from file and study.toml to JSON. Run from this folder:
#   Rscript tables-designs.R > tables-designs-r.csv          # also writes tables-designs-data.csv
# One line a number: design, table and figure, value. tests/it/design_tables.rs makes the same tables with canvass.
suppressMessages(library(survey))
options(digits = 17, warn = -1, survey.lonely.psu = "fail")
data <- read.csv("designs-data.csv")
data$lone <- ifelse(data$cluster == 45, "L9", paste0("L", data$stratum))
for (name in c("a", "b", "g")) data[[name]] <- ifelse(is.na(data[[name]]), NA, paste0(toupper(name), data[[name]]))
names(data)[names(data) == "g"] <- "grp"                   # svyglm looks up a “g” of its own
data$stratum <- paste0("S", data$stratum); data$cluster <- paste0("C", data$cluster); data$pair <- paste0("P", data$pair)
set.seed(20261123)
data$z <- sample(nrow(data)) + 0.5                       # a number without ties
two <- runif(nrow(data)) < ifelse(data$a == "A1", .5, .3)
data$adults <- runif(nrow(data)) < .6 | !two; data$children <- two; data$elders <- runif(nrow(data)) < .35
data$m <- apply(data[, c("adults", "children", "elders")], 1, function(row) paste0(c("Adults;", "Children;", "Elders;")[row], collapse = ""))
data$wz <- ifelse(seq_len(nrow(data)) %in% c(7, 21), 0, ifelse(seq_len(nrow(data)) == 33, NA, data$w))

line <- function(design, figure, value) cat(sprintf("%s,%s,%.17g\n", design, figure, as.numeric(value)))
cat("design,figure,value\n")

# svychisq counts clusters whose weights are all zero among its degrees of freedom, degf does not; we go by degf throughout.
p.of <- function(test, d) pf(test$statistic, test$parameter[1], test$parameter[1] * degf(d), lower.tail = FALSE)

figures <- function(name, d, ranks = TRUE) {
  for (level in c("A1", "A2")) {
    part <- subset(d, a == level)
    for (k in c("B1", "B2")) {
      part <- update(part, is = as.numeric(b == k))
      share <- svymean(~is, part, na.rm = TRUE)
      line(name, paste("se", k, level), 100 * SE(share))
      if (!inherits(d, "svyrep.design")) {
        ends <- attr(svyciprop(~is, part, method = "logit", na.rm = TRUE), "ci")
        line(name, paste("lower", k, level), 100 * ends[1]); line(name, paste("upper", k, level), 100 * ends[2])
      }
      line(name, paste("share", k, level), 100 * coef(share))
    }
    y <- svymean(~y, part, na.rm = TRUE)
    line(name, paste("mean", level), coef(y)); line(name, paste("mean-se", level), SE(y))
    ends <- confint(y, df = degf(part))
    line(name, paste("mean-lower", level), ends[1]); line(name, paste("mean-upper", level), ends[2])
    if (!inherits(d, "svyrep.design")) {
      ends <- svyquantile(~z, part, .5, qrule = "school", interval.type = "mean", df = degf(part), na.rm = TRUE)$z
      line(name, paste("median-lower", level), ends[2]); line(name, paste("median-upper", level), ends[3])
    }
  }
  chisq <- svychisq(~b + a, d, statistic = "F")
  line(name, "chisq-F", chisq$statistic); line(name, "chisq-df", chisq$parameter[1])
  line(name, "chisq-ddf", chisq$parameter[1] * degf(d)); line(name, "chisq-p", p.of(chisq, d))
  t <- svyttest(y ~ a, d)
  line(name, "t", t$statistic); line(name, "t-df", t$parameter); line(name, "t-p", t$p.value)
  anova <- regTermTest(svyglm(y ~ grp, d), ~grp)
  line(name, "means-F", anova$Ftest); line(name, "means-ddf", anova$ddf); line(name, "means-p", anova$p)
  if (ranks) {
    two <- svyranktest(z ~ a, d); line(name, "rank-t", two$statistic); line(name, "rank-p", two$p.value)
    line(name, "ranks-p", svyranktest(z ~ grp, d)$p.value)
  }
  # Each group against everybody else.
  for (level in c("G1", "G2", "G3")) {
    d <- update(d, own = as.numeric(grp == level), is = as.numeric(b == "B2"), ticked = as.numeric(adults))
    for (what in c("is", "ticked", "y")) {
      test <- svyttest(as.formula(paste(what, "~ own")), d)
      line(name, paste("rest-difference", what, level), test$estimate * ifelse(what == "y", 1, 100))
      line(name, paste("rest-p", what, level), test$p.value)
    }
  }
  # Several answers, choice by choice.
  ps <- sapply(c("adults", "children", "elders"), function(choice) {
    d <- update(d, ticked = factor(d$variables[[choice]]), a = factor(a))
    p.of(svychisq(~ticked + a, d), d)
  })
  line(name, "several-p", min(1, 3 * min(ps)))
  # Overlapping columns: each against everybody else, and one answer by several.
  for (choice in c("adults", "children", "elders")) {
    d <- update(d, own = as.numeric(d$variables[[choice]]), is = as.numeric(b == "B2"))
    test <- svyttest(is ~ own, d)
    # A half in which nobody else is left has no difference: R leaves that replicate out with a warning, we make no test.
    if (!(name == "brr" && choice == "adults")) line(name, paste("overlap-rest-p", choice), test$p.value)
  }
  ps <- sapply(c("adults", "children", "elders"), function(choice) {
    d <- update(d, own = factor(d$variables[[choice]]), b = factor(b)); p.of(svychisq(~b + own, d), d)
  })
  line(name, "overlap-p", min(1, 3 * min(ps)))
}

weights <- svydesign(~1, weights = ~w, data = data)
figures("weights", weights)
figures("equal", svydesign(~1, weights = rep(1, nrow(data)), data = data))
# Missing weights are as weights of zero: their rows are drawn and count for nothing. R refuses them.
figures("zero", svydesign(~1, weights = ~w0, data = transform(data, w0 = ifelse(is.na(wz), 0, wz))))
figures("huge", svydesign(~1, weights = ~I(w * 5e8), data = data))
clusters <- svydesign(~cluster, strata = ~stratum, fpc = ~n1, weights = ~w, data = data)
figures("clusters", clusters)
figures("strata", svydesign(~1, strata = ~stratum, weights = ~w, data = data))
for (policy in c("certainty", "adjust", "average")) {
  options(survey.lonely.psu = policy)
  figures(paste0("lonely-", policy), svydesign(~cluster, strata = ~lone, weights = ~w, data = data))
}
options(survey.lonely.psu = "fail")
to <- list(data.frame(a = c("A1", "A2"), Freq = c(600, 400)), data.frame(grp = c("G1", "G2", "G3"), Freq = c(300, 450, 250)))
exact <- list(maxit = 1000, epsilon = 1e-9)
figures("raked", rake(weights, list(~a, ~grp), to, control = exact))
figures("raked-clusters", rake(svydesign(~cluster, strata = ~stratum, weights = ~w, data = data), list(~a, ~grp), to, control = exact))
# Calibration to a margin and a total of numbers, by each measure.
stratified <- svydesign(~cluster, strata = ~stratum, weights = ~w, data = data)
totals <- c(`(Intercept)` = 2100, grpG2 = 900, grpG3 = 650, z = 78000)
tight <- function(d, ...) calibrate(d, ~grp + z, totals, epsilon = 1e-12, maxit = 500, ...)
figures("linear", calibrate(weights, ~grp + z, totals))
figures("linear-clusters", calibrate(stratified, ~grp + z, totals))
figures("bounded-clusters", tight(stratified, bounds = c(.6, 2.5)))
figures("logit-clusters", tight(stratified, calfun = "logit", bounds = c(.6, 2.5)))
figures("exponential-clusters", tight(stratified, calfun = "raking"))

replicates <- function(name, d, ranks = FALSE) {
  figures(name, d, ranks)
  found <- weights(d, type = "analysis")
  found <- unclass(as.matrix(found)); colnames(found) <- paste0(name, "_", seq_len(ncol(found)))
  cat(sprintf("%s,scale,%.17g\n", name, d$scale))
  for (i in seq_along(d$rscales)) cat(sprintf("%s,rscale %d,%.17g\n", name, i, d$rscales[i]))
  found
}
whole <- svydesign(~cluster, strata = ~stratum, weights = ~w, data = data)
jkn <- replicates("jkn", as.svrepdesign(whole, type = "JKn", compress = FALSE))
jk1 <- replicates("jk1", as.svrepdesign(svydesign(~cluster, weights = ~w, data = data), type = "JK1", compress = FALSE))
paired <- svydesign(~household, strata = ~pair, weights = ~w, data = data, nest = TRUE)
halves <- data; halves$half <- ave(seq_len(nrow(data)), data$stratum, FUN = function(rows) seq_along(rows) %% 2)
brr <- replicates("brr", as.svrepdesign(svydesign(~half, strata = ~stratum, weights = ~w, data = halves, nest = TRUE), type = "BRR", compress = FALSE))
set.seed(4); boot <- replicates("boot", as.svrepdesign(whole, type = "bootstrap", replicates = 30, compress = FALSE))
written <- data[, c("stratum", "cluster", "lone", "n1", "w", "wz", "a", "b", "grp", "y", "z", "m")]
written$whuge <- written$w * 5e8; written$one <- 1
write.csv(cbind(written, jkn, jk1, brr, boot), "tables-designs-data.csv", row.names = FALSE, quote = FALSE, na = "")
