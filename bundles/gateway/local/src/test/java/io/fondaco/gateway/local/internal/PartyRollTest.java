package io.fondaco.gateway.local.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.party.Newcomer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class PartyRollTest {

    private static Newcomer newcomer(String name, String waitsFor) {
        return Servlets.only(Newcomer.class, Map.of("name", name, "waitsFor", Optional.ofNullable(waitsFor)));
    }

    @Test
    public void awaitsThoseWhoAreNotInByName() {
        PartyRoll roll = new PartyRoll();
        Newcomer bob = newcomer("bob", "the chain to make its miner");
        Newcomer alice = newcomer("alice", "the chain to give it an account");
        List.of(bob, newcomer("carol", null), alice).forEach(roll::expect);
        assertThat(roll.awaited())
                .containsExactly(
                        new PartyRoll.Awaited("alice", "the chain to give it an account"),
                        new PartyRoll.Awaited("bob", "the chain to make its miner"));
    }

    @Test
    public void aHouseIsUpWhoeverIsInIt() {
        assertThat(new Readiness.State(2, 2, 100, List.of()).up()).isTrue();
        assertThat(new Readiness.State(1, 2, 100, List.of("bundle x to become active")).up())
                .isFalse();
    }
}
