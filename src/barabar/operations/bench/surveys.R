# Asked by `barabar bench surveys`: prints seconds and peak memory (kB) of one question put to the package survey.
words <- commandArgs(TRUE)
folder <- words[1]
what <- words[2]
suppressMessages(library(survey))
options(survey.lonely.psu = "remove")
rows <- file.info(file.path(folder, "weight"))$size / 8
data <- as.data.frame(sapply(list.files(folder), function(name) readBin(file.path(folder, name), "double", rows), simplify = FALSE))
design <- svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = data)
indicators <- as.formula(paste("~", paste0("y", 1:40, collapse = "+")))
begun <- proc.time()[3]
if (what == "means") {
  answer <- svyby(indicators, ~economy + population + sex + age, design, svymean)
} else if (what == "bootstrap") {
  set.seed(1)
  replicated <- as.svrepdesign(design, type = "subbootstrap", replicates = 500)
  answer <- svyby(indicators, ~economy + population + sex + age, replicated, svymean)
} else if (what == "gaps") {
  # One indicator in 96 domains, two populations each, with the covariance; then the 96 differences.
  answer <- svyby(~y1, ~population + economy + sex + age, design, svymean, covmat = TRUE)
  labels <- paste(answer$economy, answer$sex, answer$age)
  weights <- lapply(unique(labels), function(one) ifelse(labels == one, ifelse(answer$population == 1, 1, -1), 0))
  answer <- svycontrast(answer, weights)
} else if (what == "medians") {
  answer <- svyby(~y40, ~economy + population + sex + age, design, svyquantile, quantiles = 0.5, ci = TRUE, keep.var = FALSE)
}
seconds <- proc.time()[3] - begun
peak <- gsub("[^0-9]", "", grep("VmHWM", readLines("/proc/self/status"), value = TRUE))
cat(seconds, peak, "\n")
