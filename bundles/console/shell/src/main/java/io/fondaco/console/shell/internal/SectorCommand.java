package io.fondaco.console.shell.internal;

import io.fondaco.model.Address;
import io.fondaco.party.Party;
import io.fondaco.sector.SectorControl;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.SectorView;
import io.fondaco.sector.Sectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/**
 * What commands about sectors share.
 *
 * @param <T> the value
 */
abstract class SectorCommand<T> extends HouseCommand<T> {

    @Reference(optional = true)
    Sectors sectors;

    @Reference(optional = true)
    SectorControl control;

    @Reference
    Merchants merchants;

    final Sectors sectors() {
        return there(sectors);
    }

    final SectorControl control() {
        return there(control);
    }

    private static <S> S there(S service) {
        if (service == null) {
            throw new IllegalStateException("This house runs on the pretend ledger, or its chain or prover is not up"
                    + " yet: no sectors to show; chain:head and proof:backends show which");
        }
        return service;
    }

    /** The miner of a party, or an address as it is. */
    final Address miner(String who) {
        return merchants
                .named(who)
                .map(party -> party.miner()
                        .orElseThrow(() -> new IllegalArgumentException(
                                who + " is a client and has no miner; party:list shows who has one")))
                .orElseGet(() -> merchants.wallet(who));
    }

    /** All sectors of a miner, or of all miners of this house and whatever was packed here. */
    final List<SectorView> views(String who) {
        if (who != null) {
            return sectors().of(miner(who));
        }
        List<SectorView> all = new ArrayList<>();
        Set<Address> seen = new TreeSet<>();
        for (Party party : merchants.all()) {
            if (party.miner().isPresent()) {
                List<SectorView> theirs = sectors().of(party.miner().get());
                all.addAll(theirs);
                theirs.forEach(view -> seen.add(view.miner()));
            }
        }
        sectors().packed().stream().filter(view -> !seen.contains(view.miner())).forEach(all::add);
        return all;
    }

    /** Numbers such as {@code 1,4 7-9}. */
    static Set<Long> numbers(List<String> texts) {
        Set<Long> numbers = new TreeSet<>();
        for (String text : texts) {
            for (String part : text.split(",")) {
                String[] ends = part.strip().split("-", 2);
                try {
                    long first = Long.parseLong(ends[0]);
                    long last = ends.length == 1 ? first : Long.parseLong(ends[1]);
                    if (last < first || last - first >= 10_000) {
                        throw new IllegalArgumentException(
                                "'" + part + "': write the smaller number first, and name" + " 10000 sectors at most");
                    }
                    for (long number = first; number <= last; number++) {
                        numbers.add(number);
                    }
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException(
                            "'" + part + "' is no sector number; sector:list shows them, 3,5-7 names four", e);
                }
            }
        }
        return numbers;
    }

    /** As the field writes it: {@code PreCommit1}, {@code WaitSeed}, {@code Proving}. */
    static String state(SectorState state) {
        return switch (state) {
            case PRE_COMMITTED -> "WaitSeed";
            case ACTIVE -> "Proving";
            case FINALIZING -> "Finalize";
            case PRE_COMMIT_SENT -> "PreCommitting";
            case PROVE_COMMIT_SENT -> "Committing";
            default -> {
                StringBuilder words = new StringBuilder();
                for (String word : state.name().split("_")) {
                    words.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
                }
                yield words.toString();
            }
        };
    }

    /** One word for how the chain sees it. */
    static String health(SectorView view) {
        return switch (view.health()) {
            case NONE -> "-";
            case PROVEN -> view.proof().equals("none") ? "unproven" : "proven";
            case UNPROVEN -> "not yet";
            case FAULTY -> "faulty";
            case RECOVERING -> "recovering";
        };
    }
}
