# Source this to run named steps one after the other: every step runs, also after
# one that failed, and finish prints one line that says how it went.
# shellcheck shell=sh

passed=''
failed=''

# step NAME COMMAND...: runs the command, prints how long it took, remembers the outcome.
step() {
	step_name=$1
	shift
	say "$step_name"
	step_began=$(date +%s)
	if "$@"; then step_outcome=passed; else step_outcome=failed; fi
	step_took=$(($(date +%s) - step_began))
	printf '    %s: %s after %s s\n' "$step_name" "$step_outcome" "$step_took"
	case $step_outcome in
	passed) passed="${passed:+$passed, }$step_name" ;;
	failed) failed="${failed:+$failed, }$step_name" ;;
	esac
}

# finish WHAT: prints the summary and exits, with 1 when a step failed.
finish() {
	if [ -n "$failed" ]; then
		printf '\n%s: FAILED: %s%s\n' "$1" "$failed" "${passed:+ (passed: $passed)}"
		exit 1
	fi
	printf '\n%s: all passed (%s)\n' "$1" "$passed"
}
