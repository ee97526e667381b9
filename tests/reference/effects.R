# Intervals of effect sizes of ranks and of φ, and Cronbach's α under weights. Run from this folder: Rscript effects.R > effects-r.csv
# One line a number: kind, case, figure, value. tests/it/effects_reference.rs makes the same.
suppressMessages(library(survey))
options(digits = 17)
line <- function(kind, case, figure, value) cat(sprintf("%s,%s,%s,%.17g\n", kind, case, figure, as.numeric(value)))
cat("kind,case,figure,value\n")
# ε²: groups apart by blanks, values by colons.
for (case in c("1:2:2:3 2:3:4:5 1:1:2:6", "1:2:2:3:1 3:4:5:4:3.5 5:6:6.5:7:6", "1:2:3:4:5:6:7:8 2:2:3:3:5:6:8:9 1:1:2:2:4:4:5:7 3:4:5:6:7:8:9:9", "5:5:5:4:3:3:2 5:5:4:4:4:3 1:2:2:2:3:3:1:4")) {
  groups <- lapply(strsplit(strsplit(case, " ")[[1]], ":"), as.numeric)
  test <- kruskal.test(groups); n <- length(unlist(groups)); k <- length(groups)
  # The analysis of variance of the ranks has ε² for its η².
  ranks <- summary(aov(rank(unlist(groups)) ~ factor(rep(seq_along(groups), lengths(groups)))))[[1]]
  f <- ranks[["F value"]][1]; stopifnot(abs(ranks[["Sum Sq"]][1] / sum(ranks[["Sum Sq"]]) - test$statistic / (n - 1)) < 1e-12)
  end <- function(p) {
    miss <- function(ncp) pf(f, k - 1, n - k, ncp) - p
    ncp <- if (miss(0) <= 0) 0 else uniroot(miss, c(0, 500), tol = 1e-12)$root
    ncp / (ncp + n)
  }
  line("epsilon", case, "value", test$statistic / (n - 1))
  line("epsilon", case, "lower", end(0.975)); line("epsilon", case, "upper", end(0.025))
}
# τ-b: rows apart by blanks. The error by the delta method, with derivatives taken numerically.
tau <- function(p) {
  k <- nrow(p); m <- ncol(p); conc <- 0
  for (i in 1:k) for (j in 1:m) {
    if (i < k && j < m) conc <- conc + p[i, j] * sum(p[(i + 1):k, (j + 1):m])
    if (i < k && j > 1) conc <- conc - p[i, j] * sum(p[(i + 1):k, 1:(j - 1)])
  }
  all <- sum(p)^2; 2 * conc / sqrt((all - sum(rowSums(p)^2)) * (all - sum(colSums(p)^2)))
}
for (case in c("13:7:5 8:10:9", "3:1:2 1:5:6 4:9:7", "20:3:1 8:14:5 2:9:30", "1:2:3:10 4:4:4:2", "100:40:9 35:80:41 12:60:200", "0:5:1 6:0:2")) {
  x <- do.call(rbind, lapply(strsplit(strsplit(case, " ")[[1]], ":"), as.numeric)); n <- sum(x); p <- x / n
  slope <- function(i, j, h) { q <- p; q[i, j] <- q[i, j] + h; r <- p; r[i, j] <- r[i, j] - h; (tau(q) - tau(r)) / (2 * h) }
  # Richardson: the error of the central difference is of the fourth order.
  f <- outer(seq_len(nrow(p)), seq_len(ncol(p)), Vectorize(function(i, j) (4 * slope(i, j, 1e-3) - slope(i, j, 2e-3)) / 3))
  se <- sqrt((sum(p * f^2) - sum(p * f)^2) / n); t <- tau(p)
  line("tau", case, "value", t)
  line("tau", case, "lower", max(-1, t - qnorm(.975) * se)); line("tau", case, "upper", min(1, t + qnorm(.975) * se))
}
# α under weights: svycralpha, over those who gave all answers.
data <- read.csv("designs-data.csv")
design <- svydesign(~1, weights = ~w, data = data)
line("alpha", "a+b+g", "value", svycralpha(~a + b + g, design, na.rm = TRUE))
line("alpha", "x+y", "value", svycralpha(~x + y, design, na.rm = TRUE))
line("alpha", "b+g+y+x", "value", svycralpha(~b + g + y + x, design, na.rm = TRUE))
line("alpha", "y+yes", "value", svycralpha(~y + yes, design, na.rm = TRUE))
# φ of four cells with its interval, rows and columns both observed.
suppressMessages(library(metafor))
for (case in c("13:7 8:10", "40:10 12:38", "10:40 38:12", "120:80 90:110", "30:20 25:25", "5:30 60:7", "9:9 9:9")) {
  cells <- as.numeric(unlist(strsplit(strsplit(case, " ")[[1]], ":")))
  found <- escalc(measure = "PHI", ai = cells[1], bi = cells[2], ci = cells[3], di = cells[4], vtype = "CS")
  line("phi", case, "value", found$yi)
  line("phi", case, "lower", found$yi - qnorm(0.975) * sqrt(found$vi))
  line("phi", case, "upper", found$yi + qnorm(0.975) * sqrt(found$vi))
}
