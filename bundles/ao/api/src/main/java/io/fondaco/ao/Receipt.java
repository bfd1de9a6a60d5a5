package io.fondaco.ao;

/**
 * Says that a message has its place in a schedule, durably. It will be evaluated, whatever happens to the unit.
 *
 * @param id of the message; of the process when it was spawned
 * @param assignment what the scheduler signed
 */
public record Receipt(String id, Assignment assignment) {

    /** The process whose schedule it is in. */
    public String process() {
        return assignment.process();
    }

    /** Its place in it. */
    public long nonce() {
        return assignment.nonce();
    }
}
