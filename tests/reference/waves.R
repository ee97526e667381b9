# The numbers of R that `canvass compare` agrees with. Run from this folder: Rscript waves.R > waves-r.csv
# One line a number: method, row, quantity, value.
suppressMessages(library(survey))
options(digits = 17)
d <- read.csv("waves-data.csv", colClasses = c(wave = "character"), na.strings = "")
a <- d[d$wave == "2020", ]; b <- d[d$wave == "2023", ]
line <- function(method, row, quantity, value) cat(sprintf("%s,%s,%s,%.17g\n", method, row, quantity, value))
cat("method,row,quantity,value\n")
sizes <- c("Micro", "Small", "Large")
wilson <- function(x, n) suppressWarnings(prop.test(x, n, correct = FALSE)$conf.int)

for (size in sizes) {
  x <- c(sum(b$size == size, na.rm = TRUE), sum(a$size == size, na.rm = TRUE)); n <- c(sum(!is.na(b$size)), sum(!is.na(a$size)))
  p <- x / n; u <- wilson(x[1], n[1]); v <- wilson(x[2], n[2])
  line("independent", size, "change", 100 * (p[1] - p[2]))
  line("independent", size, "lower", 100 * (p[1] - p[2] - sqrt((p[1] - u[1])^2 + (v[2] - p[2])^2)))
  line("independent", size, "upper", 100 * (p[1] - p[2] + sqrt((u[2] - p[1])^2 + (p[2] - v[1])^2)))
  line("independent", size, "p", prop.test(x, n, correct = FALSE)$p.value)
}
for (row in c("likely", "income")) {
  t <- t.test(b[[row]], a[[row]])
  line("independent", row, "change", unname(t$estimate[1] - t$estimate[2]))
  line("independent", row, "lower", t$conf.int[1]); line("independent", row, "upper", t$conf.int[2])
  line("independent", row, "p", t$p.value)
}

# Fisher's exact test where a wave has few: those of the first 25 rows of each wave.
few <- function(d) head(d, 25)
for (size in sizes) {
  x <- c(sum(few(b)$size == size, na.rm = TRUE), sum(few(a)$size == size, na.rm = TRUE)); n <- c(sum(!is.na(few(b)$size)), sum(!is.na(few(a)$size)))
  line("few", size, "change", 100 * (x[1] / n[1] - x[2] / n[2]))
  line("few", size, "p", fisher.test(rbind(x, n - x))$p.value)
}

# Waves drawn independently: strata (and clusters) of each wave are its own, variances and degrees of freedom add up.
d$stratum <- interaction(d$wave, d$region)
designs <- list(weights = svydesign(ids = ~1, weights = ~w, data = d, strata = ~wave),
                strata = svydesign(ids = ~1, weights = ~w, strata = ~stratum, data = d),
                clusters = svydesign(ids = ~school, weights = ~w, strata = ~wave, data = d))
independent <- designs
for (name in names(designs)) {
  design <- designs[[name]]
  df <- degf(design)
  put <- function(row, found, times) {
    change <- times * unname(coef(found)[2] - coef(found)[1]); se <- times * sqrt(sum(SE(found)^2))
    line(name, row, "change", change)
    line(name, row, "lower", change - qt(0.975, df) * se); line(name, row, "upper", change + qt(0.975, df) * se)
    line(name, row, "p", 2 * pt(-abs(change / se), df))
  }
  for (size in sizes) {
    design$variables$yes <- as.numeric(design$variables$size == size)
    put(size, svyby(~yes, ~wave, design, svymean, na.rm = TRUE), 100)
  }
  design$variables$net <- as.numeric(design$variables$size != "Micro")
  put("Larger", svyby(~net, ~wave, design, svymean, na.rm = TRUE), 100)
  for (row in c("likely", "income")) {
    design$variables$value <- design$variables[[row]]
    put(row, svyby(~value, ~wave, design, svymean, na.rm = TRUE), 1)
  }
}

# The same persons: McNemar's test and Newcombe's method 10 for pairs, written out.
both <- merge(a, b, by = "person", suffixes = c(".a", ".b"))
for (size in sizes) {
  known <- both[!is.na(both$size.a) & !is.na(both$size.b), ]
  one <- known$size.a == size; two <- known$size.b == size
  n <- nrow(known); e <- sum(one & two); f <- sum(one & !two); g <- sum(!one & two); h <- sum(!one & !two)
  p1 <- mean(one); p2 <- mean(two); u <- wilson(sum(one), n); v <- wilson(sum(two), n)
  num <- e * h - f * g; num <- if (num > n / 2) num - n / 2 else if (num >= 0) 0 else num
  phi <- num / sqrt((e + f) * (g + h) * (e + g) * (f + h))
  change <- p2 - p1
  line("paired", size, "change", 100 * change)
  dl <- p2 - v[1]; du <- u[2] - p1
  line("paired", size, "lower", 100 * (change - sqrt(dl^2 - 2 * phi * dl * du + du^2)))
  dl <- p1 - u[1]; du <- v[2] - p2
  line("paired", size, "upper", 100 * (change + sqrt(du^2 - 2 * phi * du * dl + dl^2)))
  p <- if (f + g < 25) binom.test(f, f + g)$p.value else mcnemar.test(matrix(c(e, g, f, h), 2), correct = FALSE)$p.value
  line("paired", size, "p", p)
}
for (row in c("likely", "income")) {
  t <- t.test(both[[paste0(row, ".b")]], both[[paste0(row, ".a")]], paired = TRUE)
  line("paired", row, "change", unname(t$estimate)); line("paired", row, "lower", t$conf.int[1])
  line("paired", row, "upper", t$conf.int[2]); line("paired", row, "p", t$p.value)
}

# The same persons under the weights and the design of the later wave: they are a domain of its sample.
b$one.size <- a$size[match(b$person, a$person)]; b$known <- b$person %in% a$person
for (row in c("likely", "income")) b[[paste0("one.", row)]] <- a[[row]][match(b$person, a$person)]
score <- function(x) ifelse(x >= 9, 100, ifelse(x >= 7, 0, -100))
designs <- list("paired-weights" = svydesign(ids = ~1, weights = ~w, data = b),
                "paired-strata" = svydesign(ids = ~1, weights = ~w, strata = ~region, data = b),
                "paired-clusters" = svydesign(ids = ~school, weights = ~w, data = b))
for (name in names(designs)) {
  put <- function(row, moves, times) {
    design <- designs[[name]]; design$variables$moves <- moves
    design <- subset(design, known & !is.na(moves)); found <- svymean(~moves, design); df <- degf(design)
    change <- times * coef(found)[[1]]; se <- times * SE(found)[[1]]
    line(name, row, "change", change)
    line(name, row, "lower", change - qt(0.975, df) * se); line(name, row, "upper", change + qt(0.975, df) * se)
    line(name, row, "p", 2 * pt(-abs(change / se), df))
  }
  for (size in sizes) put(size, (b$size == size) - (b$one.size == size), 100)
  for (row in c("likely", "income")) put(row, b[[row]] - b[[paste0("one.", row)]], 1)
  put("Net promoter score", score(b$likely) - score(b$one.likely), 1)
}
# The net promoter score: independent under designs, and of the same persons.
for (name in names(independent)) {
  design <- independent[[name]]; df <- degf(design)
  design$variables$value <- score(design$variables$likely)
  found <- svyby(~value, ~wave, design, svymean, na.rm = TRUE)
  change <- unname(coef(found)[2] - coef(found)[1]); se <- sqrt(sum(SE(found)^2))
  line(name, "Net promoter score", "change", change)
  line(name, "Net promoter score", "lower", change - qt(0.975, df) * se); line(name, "Net promoter score", "upper", change + qt(0.975, df) * se)
  line(name, "Net promoter score", "p", 2 * pt(-abs(change / se), df))
}
t <- t.test(score(both$likely.b), score(both$likely.a), paired = TRUE)
line("paired", "Net promoter score", "change", unname(t$estimate)); line("paired", "Net promoter score", "lower", t$conf.int[1])
line("paired", "Net promoter score", "upper", t$conf.int[2]); line("paired", "Net promoter score", "p", t$p.value)
# Unweighted and independent: the standard errors of both, by z.
error <- function(x) { x <- score(x[!is.na(x)]); sqrt(mean((x - mean(x))^2) / length(x)) }
change <- mean(score(b$likely), na.rm = TRUE) - mean(score(a$likely), na.rm = TRUE); se <- sqrt(error(b$likely)^2 + error(a$likely)^2)
line("independent", "Net promoter score", "change", change)
line("independent", "Net promoter score", "lower", change - qnorm(0.975) * se); line("independent", "Net promoter score", "upper", change + qnorm(0.975) * se)
line("independent", "Net promoter score", "p", 2 * pnorm(-abs(change / se)))

# McNemar's test and its interval on counts of their own, few and many.
for (cells in c("12 2 9 7", "40 20 8 30", "0 0 5 5", "3 1 1 50", "200 60 90 150")) {
  k <- as.numeric(strsplit(cells, " ")[[1]])
  line("mc_nemar", cells, "p", if (k[2] + k[3] < 25) binom.test(k[2], k[2] + k[3])$p.value else
    mcnemar.test(matrix(c(k[1], k[3], k[2], k[4]), 2), correct = FALSE)$p.value)
}
