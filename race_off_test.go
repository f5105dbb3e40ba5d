//go:build !race

package ogm_test

const raceDetector = false
