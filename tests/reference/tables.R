# The numbers of R that src/stats agrees with. Run from this folder: Rscript tables.R > tables-r.csv
# One line a number: method, input, quantity, value. Rows of a table are divided by "/", its cells by blanks.
options(digits = 17)
line <- function(method, input, quantity, value)
  cat(sprintf("%s,%s,%s,%.17g\n", method, input, quantity, value))
table_of <- function(text)
  do.call(rbind, lapply(strsplit(text, "/")[[1]], function(row) as.integer(strsplit(row, " ")[[1]])))

cat("method,input,quantity,value\n")

for (pair in list(c(12, 41), c(34, 38), c(0, 10), c(10, 10), c(1, 1), c(5, 15), c(3, 16), c(600, 1204))) {
  interval <- suppressWarnings(prop.test(pair[1], pair[2], correct = FALSE)$conf.int)
  line("wilson", paste(pair, collapse = " "), "lower", interval[1])
  line("wilson", paste(pair, collapse = " "), "upper", interval[2])
}

tables <- c("13 7/8 10", "13 7 5/8 10 9", "3 1 2/1 5 6/4 9 7", "5 0/0 5", "1 2 3 4/4 3 2 1", "11 9/0 18",
            "120 80 40/90 110 60", "4 3 2 1 1/2 4 3 0 2/3 2 3 1 0/1 1 2 2 1",
            "9 1 0/2 8 3/0 4 11", "2 7/8 2/3 3/1 4")
for (text in tables) {
  counts <- table_of(text)
  test <- suppressWarnings(chisq.test(counts, correct = FALSE))
  line("chi_square", text, "statistic", test$statistic)
  line("chi_square", text, "df", test$parameter)
  line("chi_square", text, "p", test$p.value)
  for (i in seq_len(nrow(counts))) for (j in seq_len(ncol(counts)))
    line("residual", text, paste(i, j), test$stdres[i, j])
  v <- sqrt(test$statistic / sum(counts) / (min(dim(counts)) - 1))
  line("cramers_v", text, "v", v)
  line("fisher", text, "p", fisher.test(counts, workspace = 2e8)$p.value)
}

values <- list("1 2 3 4 10", "7", "3 1", "2.5 2.5 0 -4 11 8.25 3", "120 200 15 1500 45 60 60 340 75 12 800")
for (text in values) {
  x <- as.numeric(strsplit(text, " ")[[1]])
  line("moments", text, "mean", mean(x))
  if (length(x) > 1) line("moments", text, "sd", sd(x))
  for (type in c(2, 6, 7, 8)) for (p in c(0.1, 0.25, 0.5, 0.75, 0.9))
    line("quantile", text, paste(type, p), quantile(x, p, type = type))
}

for (x in c(0.5, 3.841458820694124, 30, 300)) for (df in c(1, 4, 12))
  line("chi_square_upper", paste(x, df), "p", pchisq(x, df, lower.tail = FALSE))
for (z in c(-2, 0, 1.2890861657, 6, 12)) line("normal_upper", z, "p", pnorm(z, lower.tail = FALSE))
