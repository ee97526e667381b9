# The numbers of R's survey that src/stats/design and src/stats/weighting agree with. Run from this folder:
#   Rscript designs.R > designs-r.csv                       # on designs-data.csv
#   Rscript designs.R FOLDER > designs-api-r.csv            # on apiclus1.csv and apistrat.csv in FOLDER
# One line a number: sample, quantity, value. The words of a quantity are read by tests/it/design_reference/.
suppressMessages(library(survey))
options(digits = 17, warn = -1, survey.lonely.psu = "fail")
line <- function(sample, quantity, value) cat(sprintf("%s,%s,%.17g\n", sample, quantity, as.numeric(value)))
cat("sample,quantity,value\n")

estimates <- function(name, d) {
  total <- svytotal(~y, d, na.rm = TRUE, deff = TRUE)
  mean <- svymean(~y, d, na.rm = TRUE, deff = TRUE)
  replaced <- svymean(~y, d, na.rm = TRUE, deff = "replace")
  ratio <- svyratio(~y, ~x, d, na.rm = TRUE)
  line(name, "total y", coef(total)); line(name, "total-se y", SE(total)); line(name, "total-deff y", deff(total))
  line(name, "mean y", coef(mean)); line(name, "mean-se y", SE(mean)); line(name, "mean-deff y", deff(mean))
  line(name, "mean-deff-replace y", deff(replaced))
  line(name, "ratio", coef(ratio)); line(name, "ratio-se", SE(ratio))
  # svyvar counts rows with gaps in n; so it is written out where there are any.
  y <- d$variables$y; w <- weights(d); w <- w[!is.na(y)]; y <- y[!is.na(y)]; n <- sum(w > 0)
  variance <- if (anyNA(d$variables$y)) sum(w * (y - sum(w * y) / sum(w))^2) / sum(w) * n / (n - 1) else coef(svyvar(~y, d))
  line(name, "variance y", variance)
  line(name, "df", degf(d))
  shares <- svymean(~factor(b), d, na.rm = TRUE)
  counts <- svytotal(~factor(b), d, na.rm = TRUE)
  for (i in seq_along(coef(shares))) {
    line(name, paste("share", i), coef(shares)[i]); line(name, paste("share-se", i), SE(shares)[i])
    line(name, paste("count-se", i), SE(counts)[i])
  }
  line(name, "share-cov 1 2", vcov(shares)[1, 2])
  # The difference of two means whose parts overlap: the difference of two ratios of totals.
  known <- !is.na(d$variables$y); first <- known & d$variables$yes == 1; second <- known & as.integer(factor(d$variables$a)) == 1
  clean <- ifelse(known, d$variables$y, 0)
  parts <- update(d, above1 = clean * first, below1 = 1 * first, above2 = clean * second, below2 = 1 * second)
  difference <- svycontrast(svytotal(~above1 + below1 + above2 + below2, parts), quote(above1 / below1 - above2 / below2))
  line(name, "parts-difference", coef(difference)); line(name, "parts-se", SE(difference))
}

tests <- function(name, d, ranks = TRUE) {
  for (statistic in c("F", "Chisq", "Wald", "adjWald")) {
    test <- tryCatch(svychisq(~a + b, d, statistic = statistic), error = function(e) NULL)
    if (is.null(test)) next
    # The first order is X2 divided by its mean design effect here; R shows X2 itself.
    if (statistic != "Chisq") line(name, paste("chisq", statistic), test$statistic)
    if (statistic == "F") { line(name, "chisq-df F", test$parameter[1]); line(name, "chisq-ddf F", test$parameter[2]) }
    line(name, paste("chisq-p", statistic), test$p.value)
  }
  t <- svyttest(y ~ factor(a), d)
  line(name, "ttest", t$statistic); line(name, "ttest-df", t$parameter); line(name, "ttest-p", t$p.value)
  line(name, "ttest-lower", t$conf.int[1]); line(name, "ttest-upper", t$conf.int[2])
  wald <- regTermTest(svyglm(y ~ factor(g), d), ~factor(g))
  line(name, "means-F", wald$Ftest); line(name, "means-p", wald$p)
  if (!ranks) return(invisible())
  for (test in c("wilcoxon", "vanderWaerden", "median")) {
    two <- svyranktest(y ~ factor(a), d, test = test)
    line(name, paste("rank", test), two$statistic); line(name, paste("rank-p", test), two$p.value)
    line(name, paste("rank-difference", test), two$estimate)
    line(name, paste("ranks-p", test), svyranktest(y ~ factor(g), d, test = test)$p.value)
  }
}

intervals <- function(name, d) {
  for (method in c("logit", "likelihood", "asin", "beta", "mean", "xlogit")) {
    ci <- attr(svyciprop(~yes, d, method = method), "ci")
    line(name, paste("ciprop-lower", method), ci[1]); line(name, paste("ciprop-upper", method), ci[2])
  }
  for (rule in c("math", "school", "hf6", "hf7")) {
    # Types 6 and 7 depend on the order of ties: by weight here.
    d <- d[order(d$variables$y, weights(d)), ]
    q <- svyquantile(~y, d, c(0.1, 0.25, 0.5, 0.75), qrule = rule, na.rm = TRUE, ci = TRUE)$y
    for (p in rownames(q)) line(name, paste("quantile", rule, p), q[p, 1])
    for (p in c("0.25", "0.5")) { line(name, paste("quantile-lower", rule, p), q[p, 2]); line(name, paste("quantile-se", rule, p), q[p, 4]) }
  }
  for (type in c("mean", "beta", "xlogit", "asin")) {
    q <- svyquantile(~y, d, 0.5, interval.type = type, na.rm = TRUE, ci = TRUE)$y
    line(name, paste("median-lower", type), q[1, 2]); line(name, paste("median-upper", type), q[1, 3])
  }
}

weighting <- function(name, w) {
  line(name, "effective", sum(w)^2 / sum(w^2)); line(name, "weighting-effect", length(w) * sum(w^2) / sum(w)^2)
  line(name, "weight-smallest", min(w)); line(name, "weight-largest", max(w)); line(name, "weight-third", w[3])
}

replicated <- function(name, r) {
  total <- svytotal(~y, r, na.rm = TRUE); mean <- svymean(~y, r, na.rm = TRUE)
  line(name, "total-se y", SE(total)); line(name, "mean-se y", SE(mean))
  line(name, "ratio-se", SE(svyratio(~y, ~x, r, na.rm = TRUE))); line(name, "df", degf(r))
  for (statistic in c("F", "Chisq")) line(name, paste("chisq-p", statistic), svychisq(~a + b, r, statistic = statistic)$p.value)
  line(name, "mean-se domain", SE(svymean(~y, subset(r, dom == 1), na.rm = TRUE)))
}

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) == 0) {
  data <- read.csv("designs-data.csv")
  designs <- list(
    weights = svydesign(~1, weights = ~w, data = data),
    strata = svydesign(~1, strata = ~stratum, weights = ~w, data = data),
    clusters = svydesign(~cluster, strata = ~stratum, weights = ~w, fpc = ~n1, data = data),
    stages = svydesign(~cluster + household, strata = ~stratum, weights = ~w, fpc = ~n1 + n2, data = data))
  for (name in names(designs)) {
    d <- designs[[name]]
    estimates(name, d); tests(name, d); intervals(name, d)
    inside <- subset(d, dom == 1)
    estimates(paste0(name, "+domain"), inside); tests(paste0(name, "+domain"), inside)
  }
  for (policy in c("certainty", "adjust", "average")) {
    options(survey.lonely.psu = policy)
    d <- svydesign(~cluster, strata = ~lonely, weights = ~w, data = data)
    estimates(paste0("lonely-", policy), d)
    estimates(paste0("lonely-", policy, "+domain"), subset(d, dom == 1))
  }
  options(survey.lonely.psu = "fail")
  weighting("weights", data$w)
  clusters <- designs$clusters
  # The margins of the population.
  one <- data.frame(a = 1:2, Freq = c(900, 1100)); other <- data.frame(g = 1:3, Freq = c(500, 800, 700))
  cells <- data.frame(expand.grid(a = 1:2, g = 1:3), Freq = c(300, 200, 350, 450, 250, 450))
  raked <- rake(clusters, list(~a, ~g), list(one, other), control = list(maxit = 1000, epsilon = 1e-14))
  stratified <- postStratify(clusters, ~a + g, cells)
  totals <- c(`(Intercept)` = 2000, x = 29000, yes = 350)
  adjusted <- list(raked = raked, cells = stratified, linear = calibrate(clusters, ~x + yes, totals),
    logit = calibrate(clusters, ~x + yes, totals, calfun = "logit", bounds = c(0.3, 3), epsilon = 1e-12, maxit = 200),
    bounded = calibrate(clusters, ~x + yes, totals, bounds = c(0.3, 3), epsilon = 1e-12, maxit = 200),
    exponential = calibrate(clusters, ~x + yes, totals, calfun = "raking", epsilon = 1e-12, maxit = 200))
  for (name in names(adjusted)) {
    weighting(name, weights(adjusted[[name]])); estimates(name, adjusted[[name]])
    tests(name, adjusted[[name]], ranks = FALSE)
    estimates(paste0(name, "+domain"), subset(adjusted[[name]], dom == 1))
  }
  replicated("jkn", as.svrepdesign(clusters, type = "JKn"))
  replicated("jk1", as.svrepdesign(svydesign(~cluster, weights = ~w, data = data), type = "JK1"))
  few <- subset(data, pair %in% names(which(tapply(cluster, pair, function(x) length(unique(x))) == 2)))
  pairs <- svydesign(~cluster, strata = ~pair, weights = ~w, data = few)
  brr <- as.svrepdesign(pairs, type = "BRR"); fay <- as.svrepdesign(pairs, type = "Fay", fay.rho = 0.3)
  line("brr", "total-se y", SE(svytotal(~y, brr, na.rm = TRUE))); line("fay", "total-se y", SE(svytotal(~y, fay, na.rm = TRUE)))
  set.seed(7)
  boot <- as.svrepdesign(clusters, type = "bootstrap", replicates = 40, compress = FALSE)
  # The replicates that R drew or balanced, so that everything else can be compared.
  write.csv(weights(boot, type = "replication"), "designs-bootstrap.csv", row.names = FALSE, quote = FALSE)
  line("boot", "scale", boot$scale)
  replicated("boot", boot)
  line("boot-mse", "mean-se y", SE(svymean(~y, as.svrepdesign(clusters, type = "JKn", mse = TRUE), na.rm = TRUE)))
} else {
  clus <- read.csv(file.path(arguments[1], "apiclus1.csv")); strat <- read.csv(file.path(arguments[1], "apistrat.csv"))
  prepare <- function(d) update(d, y = api00, x = enroll, a = factor(sch.wide), b = factor(stype), g = factor(stype),
    yes = as.numeric(ell == 0), dom = as.integer(meals < 50))
  dclus1 <- prepare(svydesign(~dnum, weights = ~pw, fpc = ~fpc, data = clus))
  dstrat <- prepare(svydesign(~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat))
  estimates("apiclus1", dclus1); tests("apiclus1", dclus1); intervals("apiclus1", dclus1)
  stratified <- update(dstrat, a = factor(comp.imp), b = factor(awards), yes = as.numeric(ell < 10))
  estimates("apistrat", stratified); intervals("apistrat", stratified); tests("apistrat", stratified)
  estimates("apistrat+domain", subset(stratified, dom == 1))
  for (statistic in c("F", "Chisq", "Wald", "adjWald"))
    line("apistrat-awards", paste("chisq-p", statistic), svychisq(~sch.wide + awards, dstrat, statistic = statistic)$p.value)
  types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
  wide <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
  raked <- rake(dclus1, list(~stype, ~sch.wide), list(types, wide), control = list(maxit = 1000, epsilon = 1e-14))
  weighting("apiclus1-raked", weights(raked))
  total <- svytotal(~enroll, raked)
  line("apiclus1-raked", "total x", coef(total)); line("apiclus1-raked", "total-se x", SE(total))
  estimates("apiclus1-raked", raked)
  infinite <- prepare(svydesign(~dnum, weights = ~pw, data = clus))
  infinite <- rake(infinite, list(~stype, ~sch.wide), list(types, wide), control = list(maxit = 1000, epsilon = 1e-14))
  line("apiclus1-infinite-raked", "total-se x", SE(svytotal(~enroll, infinite)))
}
