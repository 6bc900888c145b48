# A fan chart from exported results: Rscript fan_chart.R results.csv 'Emissions|CO2' guangxi fan.png
# Base R alone; with the package arrow, `arrow::read_parquet` reads results.parquet in the same way.

arguments <- commandArgs(trailingOnly = TRUE)
path <- arguments[1]
series <- arguments[2]
region <- arguments[3]
picture <- arguments[4]

table <- if (grepl("\\.parquet$", path)) {
  as.data.frame(arrow::read_parquet(path))
} else {
  read.csv(path, fileEncoding = "UTF-8-BOM", na.strings = "")
}

# One series of one region, in the first scenario of the table.
own <- table$scenario == table$scenario[1] & table$series == series & table$region == region & is.na(table$cluster)
rows <- table[own, ]
years <- sort(unique(rows$year))
values <- function(statistic) {
  found <- rows[rows$statistic == statistic, ]
  found$value[match(years, found$year)] / 1e6
}

# Tints of one hue, mixed beforehand, as the program's own charts have them.
bands <- list(c("p05", "p95", "#DBE5EE"), c("p10", "p90", "#BCCEE0"), c("p25", "p75", "#8FADCB"))
median <- values("p50")

png(picture, width = 1350, height = 780, res = 150)
par(mar = c(3, 4, 3, 5), las = 1, bty = "n")
plot(years, median, type = "n", ylim = range(values("p05"), values("p95")), xlab = "", ylab = "")
title(sprintf("%s, %s (million %s)", series, region, rows$unit[1]), adj = 0)
grid(nx = NA, ny = NULL, col = "#E3E6EA", lty = 1)
for (band in bands) {
  polygon(c(years, rev(years)), c(values(band[1]), rev(values(band[2]))), col = band[3], border = NA)
}
lines(years, median, col = "#1F5A96", lwd = 2.2)
for (name in c("p05", "p25", "p50", "p75", "p95")) {
  label <- if (name == "p50") "median" else toupper(name)
  mtext(label, side = 4, at = tail(values(name), 1), line = 0.3, cex = 0.7, col = "#5B6570")
}
invisible(dev.off())
cat(sprintf("%s: %.2f in %d, %.2f in %d (median)\n", picture, median[1], years[1], tail(median, 1), tail(years, 1)))
