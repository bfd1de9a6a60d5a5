package io.fondaco.console.shell.internal;

import io.fondaco.arfleet.ArFleet;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code arfleet:merchants}. */
@Service
@Command(
        scope = "arfleet",
        name = "merchants",
        description = "List the parties of this house that are in the market, and what they have of its token, in base"
                + " units. Example: arfleet:merchants")
public final class ArfleetMerchants extends ArfleetCommand<List<ArFleet.Merchant>> {

    @Override
    List<ArFleet.Merchant> ask() throws Exception {
        return done("asking the token for balances", arfleet().merchants());
    }

    @Override
    void show(List<ArFleet.Merchant> found, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (ArFleet.Merchant one : found) {
            rows.add(List.of(one.name(), one.address(), one.provides() ? "yes" : "-", one.balance()));
        }
        table(
                out,
                "Nobody of this house is in the market; party:list shows who is in the house",
                List.of("Party", "Address", "Provides", "Balance"),
                rows);
    }
}
