package io.fondaco.market.arfleet.internal;

import io.fondaco.ao.AoUnit;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.ProcessInfo;
import io.fondaco.ao.Tag;
import io.fondaco.arfleet.ArFleet.Place;
import io.fondaco.arfleet.ArFleetException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where the market is: its token, its marketplace, and the program of its deals. Made once if nobody made it before. */
final class Ground {
    /** Of a token this house makes: a million whole ones. */
    private static final String SUPPLY = "1000000000000000000";

    private final Account house;
    private final ArFleetSettings settings;
    private volatile Place place;

    /** @param house who owns what is made here */
    Ground(Account house, ArFleetSettings settings) {
        this.house = house;
        this.settings = settings;
    }

    AoUnit unit() {
        return house.unit();
    }

    /** Asks on nobody's behalf. */
    Account house() {
        return house;
    }

    Optional<Place> place() {
        return Optional.ofNullable(place);
    }

    /** @throws ArFleetException while there is none */
    Place there() {
        return place().orElseThrow(
                        () -> new ArFleetException(
                                "the market has not found its token and marketplace yet: is the ao unit up, and something that runs Lua?"));
    }

    /** Finds or makes all of it. Doing it again finds what there is. */
    CompletionStage<Place> find() {
        CompletionStage<String> token = settings.token().isEmpty()
                ? made(
                        Programs.TOKEN,
                        List.of(
                                new Tag("Name", "Fondaco ArFleet token"),
                                new Tag("Ticker", "FAT"),
                                new Tag("Denomination", "12"),
                                new Tag("Supply", SUPPLY)))
                : CompletableFuture.completedFuture(settings.token());
        return token.thenCompose(money -> market().thenCompose(
                        board -> house.install(Programs.DEAL.code()).thenApply(deals -> {
                            place = new Place(money, board, deals);
                            return place;
                        })));
    }

    private CompletionStage<String> market() {
        return settings.marketplace().isEmpty()
                ? made(Programs.MARKETPLACE, List.of(new Tag("Name", "Fondaco ArFleet marketplace")))
                : CompletableFuture.completedFuture(settings.marketplace());
    }

    private CompletionStage<String> made(Programs program, List<Tag> tags) {
        return house.install(program.code()).thenCompose(module -> house.spawnOnce(program.name(), module, tags));
    }

    /** Gives somebody something to begin with, once. Nothing happens with a token of somebody else's. */
    CompletionStage<Void> welcome(String address) {
        if (!settings.token().isEmpty() || settings.welcome().signum() == 0) {
            return CompletableFuture.completedFuture(null);
        }
        return house.payOnce("welcome " + address, there().token(), address, settings.welcome())
                .thenAccept(paid -> Account.refusal(paid).ifPresent(why -> {
                    throw new ArFleetException("the house cannot welcome " + address + ": " + why);
                }));
    }

    /**
     * Why a process is no deal of this market; empty when it is one: it runs the known program on the house's own unit, and
     * neither its owner nor anybody else can change it or speak to it in another's name.
     */
    Optional<String> foreign(String process) {
        Optional<ProcessInfo> info = house.unit().process(process);
        Optional<DataItem> spawned = house.unit().item(process);
        Optional<DataItem> module = info.flatMap(known -> house.unit().item(known.module()));
        if (spawned.isEmpty() || module.isEmpty()) {
            return Optional.of("this unit knows no process " + process);
        }
        return GenuineDeal.flaw(spawned.get(), module.get())
                .or(() -> GenuineDeal.scheduler(spawned.get())
                                .equals(Optional.of(house.unit().address()))
                        ? Optional.empty()
                        : Optional.of(
                                "its unit is not this one, " + house.unit().address()))
                .or(() -> info.get().stopped().map(why -> "the process is stopped: " + why));
    }
}
