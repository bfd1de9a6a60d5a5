package io.fondaco.chain.actors.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.multisig.MultisigActor;
import io.fondaco.chain.actors.paych.PaychActor;
import io.fondaco.model.Cid;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.Test;

/**
 * Clients, miners, channels and groups do what they may, and much that they may not, all on one network: after each epoch
 * all FIL is still there and no rule of the protocol is broken, and the same load ends in the same state.
 */
public class LoadOfAllTest {
    private static final boolean LONG = Boolean.getBoolean("fondaco.long");
    private static final int EPOCHS = LONG ? 10_000 : 320;
    private static final long[] SEEDS = LONG ? new long[] {1, 2, 3, 5, 8} : new long[] {1, 2};

    @Test
    public void keepsEveryRuleInEachEpoch() {
        Set<Long> codes = new TreeSet<>();
        Map<String, Set<Long>> accepted = new TreeMap<>();
        for (long seed : SEEDS) {
            Load load = new Load(seed);
            Cid root = load.run(EPOCHS, 50);
            System.out.println(load.report());
            codes.addAll(load.codes());
            load.accepted().forEach((kind, methods) -> accepted.computeIfAbsent(kind, k -> new TreeSet<>())
                    .addAll(methods));
            assertThat(load.activated()).isGreaterThan(EPOCHS / 40);
            assertThat(load.rules()).isGreaterThan(EPOCHS * 500L);
            if (seed == 1) {
                // What is in memory makes no difference.
                assertThat(new Load(seed).run(EPOCHS, EPOCHS + 1)).isEqualTo(root);
            }
        }
        assertThat(codes)
                .contains(0L, (long) ExitCode.USR_ILLEGAL_ARGUMENT, (long) ExitCode.USR_FORBIDDEN)
                .doesNotContain((long) ExitCode.SYS_ILLEGAL_INSTRUCTION, (long) ExitCode.USR_ASSERTION_FAILED, (long)
                        ExitCode.MINER_BALANCE_INVARIANT);
        assertThat(accepted.get("market"))
                .contains(MarketActor.ADD_BALANCE, MarketActor.WITHDRAW_BALANCE, MarketActor.PUBLISH_STORAGE_DEALS);
        assertThat(accepted.get("miner"))
                .contains(
                        MinerActor.PRE_COMMIT_SECTOR,
                        MinerActor.PRE_COMMIT_SECTOR_BATCH,
                        MinerActor.PROVE_COMMIT_SECTOR,
                        MinerActor.SUBMIT_WINDOWED_POST,
                        MinerActor.DECLARE_FAULTS,
                        MinerActor.DECLARE_FAULTS_RECOVERED,
                        MinerActor.TERMINATE_SECTORS,
                        MinerActor.EXTEND_SECTOR_EXPIRATION,
                        MinerActor.WITHDRAW_BALANCE,
                        MinerActor.REPORT_CONSENSUS_FAULT);
        assertThat(accepted.get("paych"))
                .contains(PaychActor.UPDATE_CHANNEL_STATE, PaychActor.SETTLE, PaychActor.COLLECT);
        assertThat(accepted.get("multisig")).contains(MultisigActor.PROPOSE, MultisigActor.APPROVE);
    }
}
