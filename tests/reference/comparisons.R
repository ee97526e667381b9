# The numbers of R that the tests of src/stats agree with. Run from this folder: Rscript comparisons.R > comparisons-r.csv
# One line a number: method, input, quantity, value. Groups and rows are divided by "/", values by blanks.
options(digits = 17)
line <- function(method, input, quantity, value)
  cat(sprintf("%s,%s,%s,%.17g\n", method, input, quantity, value))
groups_of <- function(text)
  lapply(strsplit(text, "/")[[1]], function(group) as.numeric(strsplit(trimws(group), " ")[[1]]))
table_of <- function(text) do.call(rbind, groups_of(text))
long <- function(groups) list(x = unlist(groups), g = factor(rep(seq_along(groups), lengths(groups))))

cat("method,input,quantity,value\n")

two <- c("1 2 2 3 5/2 3 4 5 5", "12.5 3 8.25 40 7/9 1.5 22 31 2 6 18", "0.001 0.002 0.004/0.003 0.009",
         "3 3 4 5 5 1 2 4 4 3 5/2 2 1 3 4 2 1 5 3", "1000000 1000003 1000001/1000002 1000009 1000004 1000007",
         "1 4 6/2 7 8 9", "5 1 3 8 11/2 4 6 7 9 10 12 13")
for (text in two) {
  g <- groups_of(text)
  for (equal in c(FALSE, TRUE)) {
    test <- t.test(g[[1]], g[[2]], var.equal = equal)
    name <- if (equal) "pooled" else "welch"
    line(name, text, "t", test$statistic)
    line(name, text, "df", test$parameter)
    line(name, text, "p", test$p.value)
    line(name, text, "lower", test$conf.int[1])
    line(name, text, "upper", test$conf.int[2])
  }
  test <- suppressWarnings(wilcox.test(g[[1]], g[[2]]))
  line("mann_whitney", text, "u", test$statistic)
  line("mann_whitney", text, "p", test$p.value)
  interval <- t.test(g[[1]])$conf.int
  line("mean_interval", paste(g[[1]], collapse = " "), "lower", interval[1])
  line("mean_interval", paste(g[[1]], collapse = " "), "upper", interval[2])
  # The pooled t of groups that share n12 members, written out.
  n <- lengths(g)
  s2 <- ((n[1] - 1) * var(g[[1]]) + (n[2] - 1) * var(g[[2]])) / (sum(n) - 2)
  t <- (mean(g[[1]]) - mean(g[[2]])) / sqrt(s2 * (1 / n[1] + 1 / n[2] - 2 * 1 / (n[1] * n[2])))
  line("overlapping", text, "t", t)
  line("overlapping", text, "p", 2 * pt(-abs(t), sum(n) - 1 - 2))
}

several <- c("1 2 2 3/2 3 4 5/1 1 2 6", "12.5 3 8.25 40/9 1.5 22/31 2 6 18 4", "3 3 4 5 5/1 2 4 4 3/2 2 1 3/5 5 4 3 5 4",
             "1 2 3 4/2 3 4 5", "100 120 90 101/99 140 151 133 160/80 95 60")
for (text in several) {
  d <- long(groups_of(text))
  for (equal in c(FALSE, TRUE)) {
    test <- oneway.test(x ~ g, data = d, var.equal = equal)
    name <- if (equal) "anova" else "welch_anova"
    line(name, text, "f", test$statistic)
    line(name, text, "df2", test$parameter[2])
    line(name, text, "p", test$p.value)
  }
  a <- anova(lm(x ~ g, data = d))
  ss <- a[["Sum Sq"]]; ms <- a[["Mean Sq"]]
  line("anova", text, "eta_squared", ss[1] / sum(ss))
  line("anova", text, "omega_squared", max(0, (ss[1] - a$Df[1] * ms[2]) / (sum(ss) + ms[2])))
  test <- kruskal.test(d$x, d$g)
  line("kruskal_wallis", text, "h", test$statistic)
  line("kruskal_wallis", text, "chi_square_p", test$p.value)
  # The median test: above the median of all against not above.
  above <- table(d$x > median(d$x), d$g)
  test <- suppressWarnings(chisq.test(above, correct = FALSE))
  line("median_test", text, "median", median(d$x))
  line("median_test", text, "chi_square", test$statistic)
  line("median_test", text, "p", test$p.value)
  line("median_test", text, "exact", fisher.test(above)$p.value)
}

tables <- c("5 3 1/2 6 4/0 3 8", "10 4/3 12", "20 15 6 2/9 14 15 8/3 6 12 17", "400 300 200/250 300 350", "1 0 0 0/0 0 1 0/0 1 0 0/0 0 0 1",
            "0 1 0 0 0 0/1 0 0 0 0 0/0 0 0 1 0 0/0 0 0 0 0 1/0 0 1 0 0 0/0 0 0 0 1 0")
for (text in tables) {
  counts <- table_of(text)
  x <- rep(row(counts), counts); y <- rep(col(counts), counts)
  test <- suppressWarnings(cor.test(x, y, method = "kendall"))
  line("kendall", text, "tau_b", test$estimate)
  line("kendall", text, "p", test$p.value)
  test <- suppressWarnings(cor.test(x, y, method = "spearman"))
  line("spearman", text, "rho", test$estimate)
  line("spearman", text, "p", test$p.value)
}

for (text in c("13 7/8 10", "120 80/90 110", "3 9/11 2", "5 6/6 7", "1 30/12 2")) {
  counts <- table_of(text)
  test <- suppressWarnings(chisq.test(counts, correct = TRUE))
  line("yates", text, "statistic", test$statistic)
  line("yates", text, "p", test$p.value)
  line("phi", text, "phi", (counts[1, 1] * counts[2, 2] - counts[1, 2] * counts[2, 1]) /
    sqrt(prod(rowSums(counts)) * prod(colSums(counts))))
  line("fisher_two_groups", text, "p", fisher.test(counts)$p.value)
}
for (text in c("13 7/8 10", "13 7 5/8 10 9", "3 0 2/1 5 6/4 9 7")) {
  o <- table_of(text); e <- outer(rowSums(o), colSums(o)) / sum(o)
  g <- 2 * sum(ifelse(o > 0, o * log(o / e), 0))
  line("likelihood_ratio", text, "statistic", g)
  line("likelihood_ratio", text, "p", pchisq(g, prod(dim(o) - 1), lower.tail = FALSE))
}

for (pair in list(c(12, 41), c(34, 38), c(0, 10), c(10, 10), c(1, 1), c(5, 15), c(3, 16), c(600, 1204), c(3, 10000000))) {
  text <- paste(format(pair, scientific = FALSE, trim = TRUE), collapse = " ")
  exact <- binom.test(pair[1], pair[2])$conf.int
  line("clopper_pearson", text, "lower", exact[1])
  line("clopper_pearson", text, "upper", exact[2])
  corrected <- suppressWarnings(prop.test(pair[1], pair[2])$conf.int)
  line("wilson_corrected", text, "lower", corrected[1])
  line("wilson_corrected", text, "upper", corrected[2])
}

for (pair in list(c(12, 41, 5, 15), c(30, 90, 50, 100), c(0, 10, 3, 12))) {
  text <- sprintf("%g %g/%g %g", pair[1], pair[2], pair[3], pair[4])
  line("difference", text, "p", suppressWarnings(prop.test(pair[c(1, 3)], pair[c(2, 4)], correct = FALSE))$p.value)
}
# Columns: z, and t with effective bases; share, base, share, base, respondents in both.
for (v in list(c(.62, 21, .41, 17, 0), c(.62, 21, .41, 17, 6), c(.3, 210.5, .42, 180.25, 12), c(.05, 1000, .06, 1200, 0))) {
  p <- (v[1] * v[2] + v[3] * v[4]) / (v[2] + v[4])
  z <- (v[1] - v[3]) / sqrt(p * (1 - p) * (1 / v[2] + 1 / v[4] - 2 * v[5] / (v[2] * v[4])))
  text <- paste(v, collapse = " ")
  line("columns", text, "z", z)
  line("columns", text, "normal", 2 * pnorm(-abs(z)))
  line("columns", text, "student", 2 * pt(-abs(z), v[2] + v[4] - v[5] - 2))
}

for (text in c(".01 .02 .03 .04 .05 .2", ".2 .01 .9 .004", ".03")) {
  p <- as.numeric(strsplit(text, " ")[[1]])
  for (method in c("bonferroni", "holm", "BH")) {
    a <- p.adjust(p, method)
    for (i in seq_along(a)) line(method, text, i, a[i])
  }
}

for (text in c("1 2 3 4 10", "3 1", "2.5 2.5 0 -4 11 8.25 3", "120 200 15 1500 45 60 60 340 75 12 800")) {
  x <- as.numeric(strsplit(text, " ")[[1]])
  for (type in 1:9) for (p in c(0.1, 0.25, 0.5, 0.75, 0.9)) line("quantile", text, paste(type, p), quantile(x, p, type = type))
  for (trim in c(0.05, 0.1, 0.2)) line("trimmed_mean", text, trim, mean(x, trim = trim))
}

# The interval of the median: the k-th smallest and largest of n.
for (n in c(6, 9, 20, 38, 101, 1000, 1000000)) for (level in c(0.9, 0.95, 0.99)) {
  k <- qbinom((1 - level) / 2, n, 0.5)
  # qbinom gives the smallest k with P(X <= k) >= alpha/2; the interval needs P(X < k) <= alpha/2.
  if (k > 0) {
    line("median_rank", paste(format(n, scientific = FALSE), level), "k", k)
    line("median_rank", paste(format(n, scientific = FALSE), level), "coverage", 1 - 2 * pbinom(k - 1, n, 0.5))
  }
}

alpha <- function(items, n) {
  k <- ncol(items); v <- var(items); a <- k / (k - 1) * (1 - sum(diag(v)) / sum(v))
  text <- paste(apply(v, 1, function(row) paste(sprintf("%.17g", row), collapse = " ")), collapse = "/")
  text <- paste0(n, "|", text)
  line("cronbach", text, "alpha", a)
  line("cronbach", text, "lower", 1 - (1 - a) * qf(0.975, n - 1, (n - 1) * (k - 1)))
  line("cronbach", text, "upper", 1 - (1 - a) * qf(0.025, n - 1, (n - 1) * (k - 1)))
}
alpha(cbind(c(3, 4, 2, 5, 1, 4), c(2, 5, 3, 5, 2, 3), c(3, 4, 4, 4, 1, 5)), 6)
alpha(as.matrix(attitude[, c(1, 3, 4)]), 30)
alpha(as.matrix(attitude), 30)

for (t in c(0.3, 2, 6, 40)) for (df in c(1, 2.5, 36, 1e4, 1e6)) line("t_two_sided", paste(t, df), "p", 2 * pt(-t, df))
for (f in c(0.5, 3, 30)) for (df in list(c(1, 5), c(2, 30), c(4.5, 1e3), c(10, 1e6)))
  line("f_upper", paste(f, df[1], df[2]), "p", pf(f, df[1], df[2], lower.tail = FALSE))
for (p in c(1e-6, 0.025, 0.4, 0.975)) for (df in c(1, 3.3, 40)) line("t_quantile", paste(p, df), "t", qt(p, df))
for (x in c(1, 12, 60)) for (df in c(1, 6)) for (ncp in c(0.5, 10, 80))
  line("noncentral_chi_square", paste(x, df, ncp), "p", pchisq(x, df, ncp))
for (t in c(-1, 0.5, 3)) for (ncp in c(-0.5, 1, 4)) line("noncentral_t", paste(t, 12, ncp), "p", pt(t, 12, ncp))
