# Cohen's κ, plain and weighted, with its standard error, Fleiss' κ and Krippendorff's α of ratings made up here. Run from this folder:
# Rscript agreement.R > agreement-r.csv
# One line a number: method, ratings (units apart by strokes, coders by blanks, a point for none), quantity, value.
# tests/it/agreement_reference.rs makes the same.
suppressMessages({ library(vcd); library(psych) })
options(digits = 17)
cat("method,input,quantity,value\n")
line <- function(method, ratings, quantity, value) {
  text <- paste(apply(ratings, 1, function(unit) paste(ifelse(is.na(unit), ".", unit), collapse = " ")), collapse = "/")
  cat(sprintf("%s,%s,%s,%.17g\n", method, text, quantity, as.numeric(value)))
}
set.seed(5)
# Coders who agree so often, over codes that are so common.
made <- function(units, coders, common, agree, missing = 0) {
  codes <- seq_along(common)
  ratings <- t(sapply(seq_len(units), function(unit) {
    truth <- sample(codes, 1, prob = common)
    sapply(seq_len(coders), function(coder) if (runif(1) < agree) truth else sample(codes, 1, prob = common))
  }))
  if (missing > 0) ratings[sample(length(ratings), missing)] <- NA
  ratings[rowSums(!is.na(ratings)) > 0, , drop = FALSE]
}
for (ratings in list(made(24, 2, c(.5, .3, .2), .7), made(40, 2, c(.9, .05, .05), .8), made(60, 2, c(.2, .3, .3, .2), .4),
                     made(12, 2, c(.6, .4), .5), made(200, 2, c(.25, .25, .25, .25), .9))) {
  levels <- seq_len(max(ratings))
  counts <- table(factor(ratings[, 1], levels), factor(ratings[, 2], levels))
  kappa <- Kappa(counts, weights = "Equal-Spacing")
  squared <- Kappa(counts, weights = "Fleiss-Cohen")
  other <- cohen.kappa(counts)
  stopifnot(abs(other$kappa - kappa$Unweighted["value"]) < 1e-12, abs(other$weighted.kappa - squared$Weighted["value"]) < 1e-12)
  line("cohen", ratings, "value", kappa$Unweighted["value"]); line("cohen", ratings, "se", kappa$Unweighted["ASE"])
  line("linear", ratings, "value", kappa$Weighted["value"]); line("linear", ratings, "se", kappa$Weighted["ASE"])
  line("quadratic", ratings, "value", squared$Weighted["value"]); line("quadratic", ratings, "se", squared$Weighted["ASE"])
}
# Written out, since no package of the distribution has them: α by the matrix of coincidences, κ by the counts of each unit.
alpha <- function(ratings) {
  codes <- seq_len(max(ratings, na.rm = TRUE)); o <- matrix(0, length(codes), length(codes))
  for (unit in seq_len(nrow(ratings))) {
    own <- na.omit(ratings[unit, ]); m <- length(own)
    if (m < 2) next
    for (i in seq_len(m)) for (j in seq_len(m)) if (i != j) o[own[i], own[j]] <- o[own[i], own[j]] + 1 / (m - 1)
  }
  n <- rowSums(o); differ <- 1 - diag(length(codes))
  1 - (sum(n) - 1) * sum(o * differ) / sum(outer(n, n) * differ)
}
fleiss <- function(ratings) {
  counts <- t(apply(ratings, 1, function(unit) tabulate(unit, max(ratings)))); m <- ncol(ratings)
  observed <- mean((rowSums(counts^2) - m) / (m * (m - 1))); expected <- sum((colSums(counts) / sum(counts))^2)
  (observed - expected) / (1 - expected)
}
for (ratings in list(made(15, 3, c(.5, .3, .2), .6), made(30, 5, c(.8, .1, .1), .7), made(2, 2, c(.5, .5), .2), made(50, 4, rep(.2, 5), .5))) {
  line("fleiss", ratings, "value", fleiss(ratings)); line("alpha", ratings, "nominal", alpha(ratings))
}
for (ratings in list(made(15, 3, c(.5, .3, .2), .6, 9), made(30, 5, c(.8, .1, .1), .7, 60), made(20, 2, c(.7, .3), .6, 7))) {
  line("alpha", ratings, "nominal", alpha(ratings))
}
