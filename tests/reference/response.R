# The numbers that response rates agree with. Run: Rscript response.R > response-r.csv
# One line a number: frame, figure, value. Frames are asked/answered by group; tests/it/response.rs counts the same.
options(digits = 17)
line <- function(frame, figure, value) cat(sprintf("%s,%s,%.17g\n", frame, figure, as.numeric(value)))
cat("frame,figure,value\n")
frames <- list(sizes = list(asked = c(210, 95, 60, 35), answered = c(71, 48, 33, 12)),
  even = list(asked = c(400, 300, 300), answered = c(80, 61, 59)),
  large = list(asked = c(12000, 34000, 5000), answered = c(1210, 2890, 610)))
for (name in names(frames)) {
  asked <- frames[[name]]$asked; answered <- frames[[name]]$answered
  n <- sum(answered); N <- sum(asked)
  line(name, "rate", n / N)
  for (g in seq_along(asked)) {
    ends <- prop.test(answered[g], asked[g], correct = FALSE)$conf.int
    line(name, paste("rate", g), answered[g] / asked[g])
    line(name, paste("lower", g), ends[1]); line(name, paste("upper", g), ends[2])
    line(name, paste("imbalance", g), answered[g] / n - asked[g] / N)
    rest <- prop.test(c(answered[g], n - answered[g]), c(asked[g], N - asked[g]), correct = FALSE)
    line(name, paste("rest-p", g), rest$p.value)
  }
  fit <- chisq.test(answered, p = asked / N); test <- chisq.test(cbind(answered, asked - answered), correct = FALSE)
  line(name, "fit", fit$statistic); line(name, "fit-p", fit$p.value)
  line(name, "corrected", fit$statistic / (1 - n / N))
  line(name, "chisq", test$statistic); line(name, "chisq-p", test$p.value)
}
