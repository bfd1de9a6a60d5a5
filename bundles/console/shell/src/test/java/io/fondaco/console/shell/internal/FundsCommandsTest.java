package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.After;
import org.junit.Test;

/** Money in the storage market. */
public class FundsCommandsTest {
    private static final Cid MESSAGE = Cid.parse("bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4");

    private final DevnetHouse house = new DevnetHouse();

    @After
    public void close() {
        house.close();
    }

    private final List<Object> asked = new ArrayList<>();
    private final StorageMarketActor actor = Fakes.of(
            StorageMarketActor.class,
            Map.of(
                    "escrow",
                    who -> new EscrowBalance(TokenAmount.fil("10"), TokenAmount.fil("3"), TokenAmount.fil("2")),
                    "add",
                    what -> {
                        asked.addAll(List.of(what));
                        return CompletableFuture.completedFuture(MESSAGE);
                    },
                    "withdraw",
                    what -> {
                        asked.addAll(List.of(what));
                        return CompletableFuture.completedFuture(MESSAGE);
                    }));

    private <C extends FundsCommand<?>> C funds(C command) {
        house.with(command);
        command.actor = actor;
        command.chain = house.following(new Receipt(MESSAGE, Epoch.of(4), 0, new byte[0]), new ArrayList<>());
        return command;
    }

    @Test
    public void showsTheEscrowOfPartiesUnderTheirMiners() throws Exception {
        FundsShow command = funds(new FundsShow());
        List<FundsCommand.Funds> all = command.ask();
        assertThat(all).extracting(FundsCommand.Funds::holder).containsExactly(house.alice, house.miner);
        assertThat(DevnetHouse.shown(command, all).lines())
                .contains(
                        house.miner + " (bob)",
                        "  escrow    10 FIL",
                        "  locked    3 FIL, by deals",
                        "  reserved  2 FIL, for deals under way",
                        "  free      5 FIL");
        JsonNode json = DevnetHouse.json(command);
        assertThat(json.path(1).path("free").asText()).isEqualTo("5 FIL");
        command.who = house.miner.toString();
        assertThat(command.ask()).extracting(FundsCommand.Funds::party).containsExactly(Optional.of("bob"));
    }

    @Test
    public void movesMoneyInAndOutOfEscrow() throws Exception {
        FundsAdd add = funds(new FundsAdd());
        add.who = "bob";
        add.amount = "7 FIL";
        add.from = "alice";
        add.wait = true;
        FundsCommand.Moved moved = add.ask();
        assertThat(asked).containsExactly(house.alice, house.miner, TokenAmount.fil("7"));
        assertThat(DevnetHouse.shown(add, moved))
                .contains("7 FIL from " + house.alice + " for the escrow of " + house.miner)
                .contains(MESSAGE + " is done in epoch 4");
        asked.clear();
        FundsWithdraw withdraw = funds(new FundsWithdraw());
        withdraw.who = "bob";
        withdraw.amount = "all";
        FundsCommand.Moved out = withdraw.ask();
        assertThat(asked).containsExactly(house.bob, house.miner, TokenAmount.fil("5"));
        assertThat(DevnetHouse.shown(withdraw, out)).contains("chain:show " + MESSAGE);
    }

    @Test
    public void refusesToMoveWhatIsNotThere() {
        FundsWithdraw withdraw = funds(new FundsWithdraw());
        withdraw.who = "alice";
        withdraw.amount = "6 FIL";
        assertThatThrownBy(withdraw::ask)
                .hasMessageContaining("has 5 FIL that no deal needs")
                .hasMessageContaining("funds:show alice");
        FundsAdd add = funds(new FundsAdd());
        add.who = "alice";
        add.amount = "0";
        assertThatThrownBy(add::ask).hasMessageContaining("say how much");
        assertThat(asked).isEmpty();
    }
}
