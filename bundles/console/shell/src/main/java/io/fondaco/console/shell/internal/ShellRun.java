package io.fondaco.console.shell.internal;

/**
 * What one shell command line came to.
 *
 * @param output what it printed, without terminal colours
 * @param truncated whether it printed more than was kept
 * @param result the object it returned, or null
 * @param error why it failed, or null when it did not
 * @param wrongUsage whether it failed because the line names no command, or not as the command wants it
 */
record ShellRun(String output, boolean truncated, Object result, String error, boolean wrongUsage) {

    /** Exit code of the line: 0 done, 1 failed. */
    int exit() {
        return error == null ? 0 : 1;
    }
}
