/**
 * What the healthy sector, a commit and an opening cost, each beside its rivals in the same run.
 * Figures of two runs are not to be compared, ratios within one are: see docs/PERFORMANCE.md.
 */
package dev.revector.benchmarks;
