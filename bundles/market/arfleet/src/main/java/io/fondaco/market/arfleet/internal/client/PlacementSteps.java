package io.fondaco.market.arfleet.internal.client;

import io.fondaco.deal.Outcome;
import io.fondaco.deal.Waker;
import io.fondaco.model.Registration;

/** What a placement may ask of the world. Every step may run twice for the same placement and finds out what is done already. */
public interface PlacementSteps {

    /** Asks the provider whether it is there, and whether it takes the replica: Initialized, Failed or Unavailable. */
    Outcome<PlacementEvent> ask(Placement placement) throws Exception;

    /** Makes a key, packs the data with it and computes the tree, however long that takes: Encrypted or Failed. */
    Registration encrypt(Placement placement, Waker<PlacementEvent> waker);

    /** Spawns the deal's process: Spawned. */
    Outcome<PlacementEvent> spawn(Placement placement) throws Exception;

    /** Pays the reward to the process, once: FundingSent, then Funded. */
    Outcome<PlacementEvent> fund(Placement placement) throws Exception;

    /** Has the provider check the deal and bind itself to it: Accepted. */
    Outcome<PlacementEvent> accept(Placement placement) throws Exception;

    /** Sends the chunks the provider does not have, however long that takes: Progressed, then Transferred; or Failed. */
    Registration transfer(Placement placement, Waker<PlacementEvent> waker);

    /** Has the provider put up its collateral, and looks at the process: Completed once the deal is active. */
    Outcome<PlacementEvent> complete(Placement placement) throws Exception;
}
