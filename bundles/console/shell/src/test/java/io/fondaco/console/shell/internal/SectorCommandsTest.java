package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.proof.Backends;
import io.fondaco.proof.Backends.Operation;
import io.fondaco.sector.SectorControl;
import io.fondaco.sector.SectorHealth;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.SectorView;
import io.fondaco.sector.Sectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

public class SectorCommandsTest {

    private static final Address MINER = Address.id(101);
    private static final Cid MESSAGE = Cid.v1(Cid.RAW, Multihash.sha256(new byte[] {1}));

    private static SectorView sector(long number, SectorState state, SectorHealth health, String trouble) {
        boolean live = health != SectorHealth.NONE;
        return new SectorView(
                MINER,
                number,
                8 << 20,
                "vanilla",
                true,
                state,
                health,
                List.of(new SectorView.Piece(7, MESSAGE, 0, 1024, Epoch.of(50), Epoch.of(500), true)),
                live ? Optional.of(Epoch.of(40)) : Optional.empty(),
                live ? Optional.of(Epoch.of(600)) : Optional.empty(),
                live ? OptionalLong.of(3) : OptionalLong.empty(),
                live ? OptionalLong.of(0) : OptionalLong.empty(),
                live ? Optional.of(Epoch.of(77)) : Optional.empty(),
                live ? "its end at epoch 600" : "PreCommit1, labelling layer 1, 43 %",
                trouble);
    }

    private static final List<SectorView> ALL = List.of(
            sector(4, SectorState.ACTIVE, SectorHealth.PROVEN, ""),
            sector(5, SectorState.PRE_COMMIT_1, SectorHealth.NONE, ""),
            sector(6, SectorState.ACTIVE, SectorHealth.FAULTY, "its sealed file is cut short"),
            sector(7, SectorState.ENDED, SectorHealth.NONE, ""));

    private static <C extends SectorCommand<?>> C with(C command) {
        command.session = Fakes.session(0);
        command.merchants = new Merchants();
        command.sectors = Fakes.of(
                Sectors.class, Map.of("of", miner -> ALL, "packed", none -> ALL, "sector", which -> ALL.stream()
                        .filter(view -> view.number() == (long) which[1])
                        .findFirst()));
        return command;
    }

    @Test
    public void listsWhatIsOpenInTheWordsOfTheField() {
        SectorList list = with(new SectorList());
        assertThat(Fakes.printed(out -> list.show(list.ask(), out)).lines())
                .anyMatch(line -> line.matches("f0101\\s+4\\s+Proving\\s+proven\\s+1\\s+3/0\\s+600\\s*"))
                .anyMatch(line -> line.matches("f0101\\s+5\\s+PreCommit1\\s+-\\s+1\\s.*"))
                .anyMatch(line -> line.matches("f0101\\s+6\\s+Proving\\s+faulty\\s+1\\s+3/0\\s+600\\s+!"))
                .noneMatch(line -> line.contains("Ended"))
                .last()
                .isEqualTo("! something is the matter: sector:show MINER SECTOR says what");
        list.all = true;
        assertThat(list.ask()).hasSize(4);
    }

    @Test
    public void namesEachStateOnce() {
        List<String> names = new ArrayList<>();
        for (SectorState state : SectorState.values()) {
            names.add(SectorCommand.state(state));
        }
        assertThat(names)
                .doesNotHaveDuplicates()
                .contains("PreCommit1", "PreCommit2", "WaitSeed", "Commit1", "Commit2", "Finalize", "Proving");
    }

    @Test
    public void showsASectorAndWhatItWaitsFor() {
        SectorShow show = with(new SectorShow());
        show.miner = "f0101";
        show.number = 6;
        assertThat(Fakes.printed(out -> show.show(show.ask(), out)))
                .contains("Sector 6 of f0101, Proving", "vanilla, faulty", "3, partition 0", "epochs 50 to 500")
                .contains("its sealed file is cut short");
        show.number = 9;
        assertThatThrownBy(show::ask).hasMessageContaining("sector:list --all f0101");
    }

    @Test
    public void showsWhatIsOnItsWay() {
        SectorPipelineCommand pipeline = with(new SectorPipelineCommand());
        assertThat(pipeline.ask()).extracting(SectorView::number).containsExactly(5L);
        assertThat(Fakes.printed(out -> pipeline.show(pipeline.ask(), out))).contains("labelling layer 1, 43 %");
    }

    @Test
    public void listsFaultsAndDeclaresThem() throws Exception {
        SectorFaults faults = with(new SectorFaults());
        assertThat(faults.ask().faulty()).extracting(SectorView::number).containsExactly(6L);
        List<Object> declared = new ArrayList<>();
        faults.control = control("declareFaults", declared);
        faults.declare = "4,6-7";
        assertThatThrownBy(faults::ask).hasMessageContaining("Name the miner");
        faults.miner = "f0101";
        assertThat(faults.ask().message()).contains(MESSAGE);
        assertThat(declared).containsExactly(MINER, Set.of(4L, 6L, 7L));
    }

    private static SectorControl control(String method, List<Object> asked) {
        return Fakes.of(SectorControl.class, Map.of(method, order -> {
            asked.addAll(List.of(order));
            return CompletableFuture.completedFuture(MESSAGE);
        }));
    }

    @Test
    public void recoversAndTerminatesButNotByAccident() throws Exception {
        List<Object> asked = new ArrayList<>();
        SectorRecover recover = with(new SectorRecover());
        recover.control = control("declareRecovered", asked);
        recover.miner = "f0101";
        recover.numbers = List.of("6", "8");
        assertThat(recover.ask().message()).isEqualTo(MESSAGE);
        assertThat(asked).containsExactly(MINER, Set.of(6L, 8L));
        asked.clear();
        SectorTerminate terminate = with(new SectorTerminate());
        terminate.control = control("terminate", asked);
        terminate.miner = "f0101";
        terminate.numbers = List.of("4");
        assertThatThrownBy(terminate::ask).hasMessageContaining("--yes");
        assertThat(asked).isEmpty();
        terminate.yes = true;
        terminate.ask();
        assertThat(asked).containsExactly(MINER, Set.of(4L));
    }

    @Test
    public void refusesNumbersThatAreNone() {
        assertThat(SectorCommand.numbers(List.of("3,5-7", "9"))).containsExactly(3L, 5L, 6L, 7L, 9L);
        for (String wrong : List.of("x", "7-5", "", "1-", "0-99999999999")) {
            assertThatThrownBy(() -> SectorCommand.numbers(List.of(wrong)))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    public void saysWhatComputesWhatAndHowFast() {
        ProofBackends command = new ProofBackends();
        command.session = Fakes.session(0);
        assertThatThrownBy(command::ask).hasMessageContaining("fondaco-proof-java");
        command.backends = Fakes.of(
                Backends.class,
                Map.of(
                        "present", none -> List.of(new Backends.Present("java", "plain Java 17", false)),
                        "measurements",
                                none -> List.of(new Backends.Measurement(
                                        Operation.TREE_D, "java", 300 << 20, true, Optional.empty())),
                        "missing", none -> Optional.of("No native code fits this machine."),
                        "shadow", none -> Optional.empty()));
        assertThat(Fakes.printed(out -> command.show(command.ask(), out)))
                .contains("plain Java 17", "tree d", "300.0 MiB", "*", "No native code fits this machine.");
    }
}
