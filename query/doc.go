// Package query writes statements: the conditions and orders that a program
// states about typed properties, the loads by key, and the batches of a commit.
// What it builds is a Statement, text with parameters; no value ever becomes
// text. It talks to no server and knows no driver: package ogm sends what is built
// here, package mapping says what the values look like.
package query
