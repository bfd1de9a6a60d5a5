package io.fondaco.market.arfleet.internal;

import io.fondaco.ao.AoUnit;
import io.fondaco.arfleet.ArFleet;
import io.fondaco.arfleet.ProviderDoor;
import io.fondaco.arfleet.Receipts;
import io.fondaco.arfleet.Terms;
import io.fondaco.crypto.KeyStore;
import io.fondaco.deal.Deals;
import io.fondaco.deal.spi.DealEngine;
import io.fondaco.market.Market;
import io.fondaco.model.SystemTime;
import io.fondaco.party.Party;
import io.fondaco.persistence.Index;
import io.fondaco.replica.spi.Powers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** ArFleet's market as a service, on the machine's own clock. */
@Component(
        service = {Market.class, ArFleet.class, ProviderDoor.class},
        immediate = true,
        configurationPid = ArFleetConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "fondaco.market=arfleet")
@Designate(ocd = ArFleetConfig.class)
public final class ArFleetComponent extends ArFleetMarket {
    private static final URI NOWHERE = URI.create("http://127.0.0.1/");

    private final SystemTime time;

    @Activate
    public ArFleetComponent(
            ArFleetConfig config,
            @Reference AoUnit unit,
            @Reference KeyStore keys,
            @Reference DealEngine engine,
            @Reference Deals deals,
            @Reference Index index,
            @Reference Receipts receipts) {
        this(config, unit, keys, engine, deals, index, receipts, new SystemTime("arfleet"));
    }

    private ArFleetComponent(
            ArFleetConfig config,
            AoUnit unit,
            KeyStore keys,
            DealEngine engine,
            Deals deals,
            Index index,
            Receipts receipts,
            SystemTime time) {
        super(new House(unit, keys, engine, deals, index, receipts, time), settings(config));
        this.time = time;
    }

    private static ArFleetSettings settings(ArFleetConfig config) {
        Terms terms = new Terms(
                List.of(NOWHERE),
                config.capacity(),
                amount("pricePerDeal", config.pricePerDeal()),
                price(config.pricePerKilobyteSecond()),
                Duration.ofSeconds(config.shortestSeconds()),
                Duration.ofSeconds(config.longestSeconds()),
                Duration.ofSeconds(config.challengeSeconds()),
                config.leaves(),
                amount("collateral", config.collateral()));
        return new ArFleetSettings(
                Path.of(config.folder()),
                process("token", config.token()),
                process("marketplace", config.marketplace()),
                amount("welcome", config.welcome()),
                config.url().strip(),
                terms,
                config.announce(),
                Duration.ofSeconds(config.announcementSeconds()),
                Duration.ofMillis(config.responseMillis()),
                Duration.ofSeconds(config.reservationSeconds()),
                config.reservations(),
                config.threads() == 0 ? Runtime.getRuntime().availableProcessors() : config.threads());
    }

    private static BigInteger amount(String name, String text) {
        if (!text.strip().matches("[0-9]{1,39}")) {
            throw new IllegalArgumentException(
                    ArFleetConfig.PID + ": " + name + " has to be an amount in decimal digits, not \"" + text + "\"");
        }
        return new BigInteger(text.strip());
    }

    private static BigDecimal price(String text) {
        if (!text.strip().matches("[0-9]{1,20}([.][0-9]{1,18})?")) {
            throw new IllegalArgumentException(ArFleetConfig.PID
                    + ": pricePerKilobyteSecond has to be a number such as 1 or 0.0025, not \"" + text + "\"");
        }
        return new BigDecimal(text.strip());
    }

    private static String process(String name, String text) {
        if (!text.isBlank() && !text.strip().matches("[A-Za-z0-9_-]{43}")) {
            throw new IllegalArgumentException(
                    ArFleetConfig.PID + ": " + name + " has to be the id of a process, 43 characters, or empty");
        }
        return text.strip();
    }

    @Override
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "leave")
    public void enter(Party party) {
        super.enter(party);
    }

    @Override
    public void leave(Party party) {
        super.leave(party);
    }

    @Override
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "powerless")
    public void power(Powers power) {
        super.power(power);
    }

    @Override
    public void powerless(Powers power) {
        super.powerless(power);
    }

    @Override
    @Deactivate
    public void close() {
        super.close();
        time.close();
    }
}
