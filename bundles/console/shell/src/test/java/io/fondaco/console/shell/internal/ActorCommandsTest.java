package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/** Actors and power, on a chain. */
public class ActorCommandsTest {
    private final DevnetHouse house = new DevnetHouse();

    @After
    public void close() {
        house.close();
    }

    private ActorShow show(String actor) {
        ActorShow command = house.with(new ActorShow());
        command.actor = actor;
        return command;
    }

    @Test
    public void listsActorsByKind() throws Exception {
        house.net.turn(3);
        ActorList command = house.with(new ActorList());
        ActorList.Found all = command.ask();
        assertThat(all.actors())
                .extracting(ActorList.Line::type)
                .contains("system", "init", "storage-market", "account");
        assertThat(all.total()).isEqualTo(all.actors().size());
        command.type = "miner";
        assertThat(command.ask().actors()).extracting(ActorList.Line::id).containsExactly(house.miner);
        command.type = "account";
        ActorList.Found accounts = command.ask();
        assertThat(accounts.actors())
                .extracting(line -> line.key().orElseThrow())
                .contains(house.alice, house.bob);
        JsonNode json = DevnetHouse.json(command);
        assertThat(json.path("total").asLong()).isEqualTo(accounts.total());
        assertThat(json.path("actors").path(0).path("id").asText()).startsWith("f0");
        command.limit = 1;
        assertThat(DevnetHouse.shown(command, command.ask())).contains("1 of " + accounts.total() + "; --limit");
    }

    @Test
    public void namesTheKindsThereAreWhenOneIsUnknown() {
        ActorList command = house.with(new ActorList());
        command.type = "wizard";
        assertThatThrownBy(command::ask)
                .hasMessageContaining("No actor is of type 'wizard'")
                .hasMessageContaining("storage-miner");
        command.limit = 0;
        assertThatThrownBy(command::ask).hasMessage("--limit is 1 to 10000, not 0");
    }

    @Test
    public void showsAMinersSectorsMoneyAndDeadlines() throws Exception {
        house.net.turn(10);
        ActorShow command = show(house.miner.toString());
        ActorShow.Found found = command.ask();
        assertThat(found.type()).isEqualTo("storage-miner");
        assertThat(found.state())
                .containsEntry("proofs", "none (unproven)")
                .containsEntry("sectorSizeBytes", 32L << 30)
                .containsEntry("rawPowerBytes", BigInteger.valueOf(128L << 30))
                .containsEntry("feeDebt", TokenAmount.ZERO)
                .containsKeys("available", "pledge", "vesting", "openDeadline", "deadlines");
        assertThat((TokenAmount) found.state().get("pledge")).isGreaterThan(TokenAmount.ZERO);
        assertThat(DevnetHouse.shown(command, found).lines())
                .anyMatch(line -> line.matches(" +live +4"))
                .anyMatch(line -> line.matches(" +faulty +0"))
                .anyMatch(line -> line.matches("  proofs +none \\(unproven\\)"))
                .anyMatch(line -> line.matches("    deadline 2, opens \\d+, closes \\d+, partitions 1, live 1.*|"
                        + "    deadline \\d+, opens \\d+, closes \\d+, partitions 1, live \\d+, faulty 0.*"));
        JsonNode json = DevnetHouse.json(command);
        assertThat(json.path("state").path("sectors").path("active").asLong()).isEqualTo(4);
        assertThat(json.path("state").path("deadlines").path(0).path("live").asLong())
                .isPositive();
    }

    @Test
    public void showsEachOfTheHousesActors() {
        house.net.turn(3);
        assertThat(show("f01").ask().state()).containsEntry("network", "devnet");
        assertThat(show("f02").ask().state()).containsKeys("rewardPerEpoch", "paid");
        assertThat(show("f03").ask().state()).containsEntry("calls", List.of("f04 method 5", "f05 method 9"));
        assertThat(show("f04").ask().state()).containsEntry("miners", 1L);
        assertThat(show("f05").ask().state()).containsEntry("deals", 0L).containsEntry("escrow", TokenAmount.ZERO);
        ActorShow.Found alice = show("alice").ask();
        assertThat(alice.state()).containsEntry("key", house.alice);
        assertThat(alice.balance()).isEqualTo(TokenAmount.fil("1000000"));
        assertThat(DevnetHouse.shown(show("alice"), alice)).contains("balance             1000000 FIL");
    }

    @Test
    public void anAddressWithoutAnActorIsExplained() {
        assertThatThrownBy(show("f099999")::ask).hasMessageContaining("begins with the first money it gets");
        Address nobody = Address.bls(new byte[48]);
        assertThatThrownBy(show(nobody.toString())::ask).hasMessageContaining("actor:list");
        assertThatThrownBy(show("carol")::ask)
                .hasMessageContaining("'carol' is neither a party of this house")
                .hasMessageContaining("party:list");
    }

    @Test
    public void listsPowerAndSaysThatItIsUnproven() throws Exception {
        house.net.turn(3);
        PowerList command = house.with(new PowerList());
        PowerList.Found found = command.ask();
        assertThat(found.miners()).hasSize(1);
        PowerList.Line line = found.miners().get(0);
        assertThat(line.miner()).isEqualTo(house.miner);
        assertThat(line.share()).isEqualByComparingTo(new BigDecimal("100"));
        assertThat(line.elected()).isTrue();
        assertThat(DevnetHouse.shown(command, found).lines().findFirst().orElseThrow())
                .matches("Miner\\s+Raw\\s+Adjusted\\s+Share\\s+In elections\\s+Proofs\\s*");
        assertThat(DevnetHouse.shown(command, found))
                .contains("128 GiB", "100.00 %", "none (unproven)", "All: 128 GiB raw, 128 GiB adjusted");
        JsonNode json = DevnetHouse.json(command);
        assertThat(json.path("miners").path(0).path("proof").asText()).isEqualTo("none (unproven)");
        assertThat(json.path("rawBytes").asLong()).isEqualTo(128L << 30);
    }

    @Test
    public void bytesAreShownInTheLargestUnitThatFits() {
        assertThat(PowerList.bytes(BigInteger.ZERO)).isEqualTo("0 B");
        assertThat(PowerList.bytes(BigInteger.valueOf(1023))).isEqualTo("1023 B");
        assertThat(PowerList.bytes(BigInteger.valueOf(2048))).isEqualTo("2 KiB");
        assertThat(PowerList.bytes(BigInteger.valueOf(1536L << 30))).isEqualTo("1.5 TiB");
        assertThat(PowerList.bytes(BigInteger.ONE.shiftLeft(75))).isEqualTo("32768 EiB");
    }
}
