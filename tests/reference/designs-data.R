# A small sample drawn in two stages, made up for the tests: Rscript designs-data.R > designs-data.csv
# Strata of 2 to 5 clusters, households in clusters, one or two people in a household; gaps in y and b; cell (2, 4) of a and b is empty.
set.seed(20260101)
rows <- list()
for (stratum in 1:5) {
  clusters <- c(3, 2, 4, 5, 2)[stratum]
  for (cluster in 1:clusters) for (household in 1:(2 + (cluster + stratum) %% 3)) for (person in 1:(1 + (household + cluster) %% 2))
    rows[[length(rows) + 1]] <- data.frame(
      stratum = stratum, cluster = 10 * stratum + cluster, household = 100 * stratum + 10 * cluster + household,
      n1 = c(12, 20, 9, 40, 6)[stratum], n2 = 2 + (cluster + stratum) %% 3 + c(9, 14, 5, 21, 0)[stratum])
}
data <- do.call(rbind, rows)
n <- nrow(data)
data$w <- round(data$n1 * runif(n, 0.4, 2.6), 3)
effect <- rnorm(60)[data$cluster]
data$a <- 1 + rbinom(n, 1, plogis(0.4 * effect))
data$b <- pmin(4, 1 + rbinom(n, 3, plogis(0.5 * effect + 0.4 * data$a - 0.6)))
data$b[data$a == 2 & data$b == 4] <- 3
data$b[c(5, 31)] <- NA
data$g <- 1 + (rpois(n, 1.2 + 0.3 * data$a) %% 3)
data$y <- round(20 + 4 * effect + 3 * data$a + rnorm(n, sd = 5))
data$y[c(9, 40)] <- NA
data$x <- round(runif(n, 1, 30), 1)
data$yes <- rbinom(n, 1, plogis(-1.8 + 0.4 * effect))
data$dom <- as.integer(data$stratum != 5 & runif(n) < 0.6)
# A stratum with a single cluster, and strata of two.
data$lonely <- ifelse(data$cluster == 45, 9, data$stratum)
data$pair <- data$stratum * 10 + (data$cluster %% 10 > 2)
data <- data[, c("stratum", "cluster", "household", "n1", "n2", "w", "a", "b", "g", "y", "x", "yes", "dom", "lonely", "pair")]
write.csv(data, row.names = FALSE, quote = FALSE)
