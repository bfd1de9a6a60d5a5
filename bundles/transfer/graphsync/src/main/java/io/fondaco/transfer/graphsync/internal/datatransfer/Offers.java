package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.car.CarIndex;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.transfer.Offerings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is given to anybody. */
public final class Offers implements Offerings {

    /** Equal offers are told apart by being made twice. */
    private static final class Offer {
        private final Offering offering;
        /** Made once: strangers ask for roots at no cost to them. */
        private final CarIndex index;

        private Offer(Offering offering, CarIndex index) {
            this.offering = offering;
            this.index = index;
        }
    }

    private final List<Offer> offers = new CopyOnWriteArrayList<>();

    @Override
    public Registration offer(PeerId party, Path car) throws IOException {
        Offer offer;
        try (CarFile file = CarFile.open(car)) {
            offer = new Offer(new Offering(party, car, file.roots()), file.index());
        } catch (DecodeException e) {
            throw new IOException(car + " is not a CAR: " + e.getMessage(), e);
        }
        offers.add(offer);
        return () -> offers.remove(offer);
    }

    @Override
    public List<Offering> list() {
        return offers.stream().map(offer -> offer.offering).toList();
    }

    boolean any(PeerId party) {
        return offers.stream().anyMatch(offer -> offer.offering.party().equals(party));
    }

    /** The first CAR of a party that has a block, open. */
    Optional<CarFile> open(PeerId party, Cid root) throws IOException {
        for (Offer offer : offers) {
            if (!offer.offering.party().equals(party)) {
                continue;
            }
            CarFile file = CarFile.open(offer.offering.car(), offer.index);
            if (file.index().find(root.multihash()).isPresent()) {
                return Optional.of(file);
            }
            file.close();
        }
        return Optional.empty();
    }
}
