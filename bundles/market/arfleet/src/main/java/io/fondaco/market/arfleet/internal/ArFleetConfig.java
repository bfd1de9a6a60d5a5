package io.fondaco.market.arfleet.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What operators may set. Amounts are base units of the token. */
@ObjectClassDefinition(
        name = "Fondaco ArFleet market",
        description = "Replicas kept under deals in ao processes, both sides.")
@interface ArFleetConfig {
    String PID = "io.fondaco.market.arfleet";

    @AttributeDefinition(
            name = "Folder",
            description = "Where replicas lie, of clients while they are sent, of providers.")
    String folder();

    @AttributeDefinition(
            name = "Token",
            description = "Process of the token deals are paid with; empty for one this house makes.")
    String token() default "";

    @AttributeDefinition(
            name = "Marketplace",
            description = "Process where providers announce themselves; empty for one this house makes.")
    String marketplace() default "";

    @AttributeDefinition(name = "Welcome", description = "What each party is given once, of a token this house made.")
    String welcome() default "1000000000000000";

    @AttributeDefinition(
            name = "URL",
            description = "Where others reach the providers of this house, before a party's name; empty for where the"
                    + " gateway is on this machine.")
    String url() default "";

    @AttributeDefinition(
            name = "Announce",
            description = "Whether providers announce themselves without being told to.")
    boolean announce() default true;

    @AttributeDefinition(name = "Capacity", description = "Bytes a provider keeps.", min = "0")
    long capacity() default 1L << 30;

    @AttributeDefinition(name = "Price of a deal", description = "However small it is.")
    String pricePerDeal() default "1000000";

    @AttributeDefinition(name = "Price", description = "Of 1,000 bytes and a second; may have a fraction.")
    String pricePerKilobyteSecond() default "1";

    @AttributeDefinition(name = "Shortest deal", description = "In seconds, 1 or more.", min = "1")
    long shortestSeconds() default 60;

    @AttributeDefinition(name = "Longest deal", description = "In seconds.", min = "1")
    long longestSeconds() default 31_536_000;

    @AttributeDefinition(
            name = "Challenges",
            description = "How often a provider is to be asked at most, in seconds, 1 or more.",
            min = "1")
    long challengeSeconds() default 10;

    @AttributeDefinition(name = "Leaves", description = "That a provider shows at a time.", min = "1", max = "256")
    int leaves() default 64;

    @AttributeDefinition(name = "Collateral", description = "The most a provider puts up for one deal.")
    String collateral() default "100000000000000";

    @AttributeDefinition(
            name = "Shortest response",
            description = "A provider agrees to, in milliseconds, 500 or more.",
            min = "500")
    long responseMillis() default 5_000;

    @AttributeDefinition(
            name = "Announcement lifetime",
            description = "In seconds, 60 or more; it is renewed at half of that.",
            min = "60")
    long announcementSeconds() default 3_600;

    @AttributeDefinition(
            name = "Reservation",
            description = "How long a place is kept free for a client that packs, in seconds, and a second more a MiB.",
            min = "60")
    long reservationSeconds() default 3_600;

    @AttributeDefinition(
            name = "Reservations",
            description = "Places one client may have kept free at a provider at once.",
            min = "1")
    int reservations() default 16;

    @AttributeDefinition(
            name = "Threads",
            description = "That pack and unpack; 0 for as many as this machine has cores.",
            min = "0",
            max = "256")
    int threads() default 0;
}
