package io.fondaco.console.shell.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.crypto.KeyStore;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code wallet:list}. */
@Service
@Command(
        scope = "wallet",
        name = "list",
        description = "List the wallets in the key store with their money. Example: wallet:list")
public final class WalletList extends HouseCommand<List<Account>> {

    @Reference
    KeyStore keys;

    @Reference
    Chain chain;

    @Reference
    StorageMarketActor actor;

    @Reference
    Merchants merchants;

    @Override
    List<Account> ask() {
        return keys.list().stream()
                .map(wallet -> Account.of(
                        wallet,
                        merchants.all().stream()
                                .filter(party -> party.wallet().equals(wallet))
                                .findFirst(),
                        chain,
                        actor))
                .toList();
    }

    @Override
    void show(List<Account> accounts, PrintStream out) {
        if (accounts.isEmpty()) {
            out.println("No wallets");
        }
        accounts.forEach(account -> account.print(out));
    }
}
