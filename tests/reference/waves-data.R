# Two waves of a made-up survey, for waves.R and tests/it/compare.rs. Run from this folder: Rscript waves-data.R > waves-data.csv
set.seed(20261)
wave <- function(name, n, p, shift, ids) data.frame(
  wave = name, person = ids, region = sample(c("North", "South", "West"), n, TRUE), school = sprintf("%s-%02d", name, sample(1:14, n, TRUE)),
  w = round(runif(n, 0.4, 2.5), 2), size = sample(c("Micro", "Small", "Large"), n, TRUE, p),
  likely = pmin(10, pmax(0, round(rnorm(n, 6.5 + shift, 2.2)))), income = round(rlnorm(n, 4.5 + shift / 8, 0.4), 1))
d <- rbind(wave("2020", 90, c(5, 3, 2), 0, sprintf("P%03d", 1:90)), wave("2023", 80, c(3, 4, 3), 1, sprintf("P%03d", 31:110)))
d$size[sample(nrow(d), 9)] <- NA
d$income[sample(nrow(d), 7)] <- NA
write.csv(d, "", row.names = FALSE, quote = FALSE, na = "")
