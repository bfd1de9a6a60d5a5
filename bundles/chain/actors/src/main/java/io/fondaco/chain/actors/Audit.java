package io.fondaco.chain.actors;

import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What looking at all rules of a state came to.
 *
 * @param epoch the last one applied
 * @param checked rules that were looked at
 * @param violations those that are broken; none in a sound state
 */
public record Audit(Epoch epoch, long checked, List<Violation> violations) {
    public Audit {
        violations = List.copyOf(violations);
    }

    public boolean clean() {
        return violations.isEmpty();
    }

    /** Looks at {@code tree}, as it is now, with {@code all} invariants. */
    public static Audit of(StateTree tree, Policy policy, Epoch epoch, List<Invariants> all) {
        Reporter report = new Reporter(tree, policy, epoch);
        all.forEach(invariants -> invariants.check(report));
        return new Audit(epoch, report.checked, report.violations);
    }

    private static final class Reporter implements Invariants.Report {
        private final StateTree tree;
        private final Policy policy;
        private final Epoch epoch;
        private final List<Violation> violations = new ArrayList<>();
        private long checked;

        Reporter(StateTree tree, Policy policy, Epoch epoch) {
            this.tree = tree;
            this.policy = policy;
            this.epoch = epoch;
        }

        @Override
        public StateTree tree() {
            return tree;
        }

        @Override
        public Policy policy() {
            return policy;
        }

        @Override
        public Epoch epoch() {
            return epoch;
        }

        @Override
        public void rule(boolean kept, Address actor, Supplier<String> broken) {
            checked++;
            if (!kept) {
                violations.add(new Violation(actor, broken.get()));
            }
        }
    }
}
