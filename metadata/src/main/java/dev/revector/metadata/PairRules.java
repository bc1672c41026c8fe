package dev.revector.metadata;

import dev.revector.BlockDevice;
import dev.revector.DeviceGeometry;
import dev.revector.PairIdentity;
import dev.revector.StableId;
import dev.revector.WrongDeviceException;
import dev.revector.spi.MetadataStoreProvider.OpenRequest;

/** Holds the devices that are given against those that the metadata names. Pure. */
final class PairRules {
  private PairRules() {}

  /** Refuses devices that can't be the pair's, naming what was expected and what was found. */
  static void checkDevices(PairIdentity pair, OpenRequest request) throws WrongDeviceException {
    if (request.spares().size() != pair.spareSectors().size()) {
      throw new WrongDeviceException(
          "pair has another number of spares: expected="
              + pair.spareSectors().size()
              + ", found="
              + request.spares().size());
    }
    for (int spare = 0; spare < request.spares().size(); spare++) {
      checkSpare(pair, spare, request.spares().get(spare));
    }
    if (request.main().isPresent()) {
      checkMain(pair, request.main().get());
    }
  }

  /** Refuses a main that is another disk than the pair's, unless it is accepted. */
  static void checkMainId(PairIdentity pair, OpenRequest request) throws WrongDeviceException {
    if (request.main().isPresent() && !request.acceptMain()) {
      checkMainId(pair, request.main().get());
    }
  }

  /**
   * What the pair is to remember as main's identity: of the disk it knows whatever could be found
   * out now or before, of another that was accepted only what was found.
   */
  static String mainId(PairIdentity pair, OpenRequest request) {
    String known = pair.mainStableId();
    String found = request.main().map(PairRules::idOf).orElse("");
    if (found.isEmpty()) {
      return known;
    }
    boolean same = known.isEmpty() || StableId.matches(known, found);
    return same ? HeaderCodec.storedId(StableId.merge(known, found)) : found;
  }

  private static String idOf(BlockDevice main) {
    return HeaderCodec.storedId(main.identity().stableId());
  }

  private static void checkSpare(PairIdentity pair, int number, BlockDevice spare)
      throws WrongDeviceException {
    long expected = pair.spareSectors().get(number) * pair.main().sectorSize();
    DeviceGeometry found = spare.geometry();
    if (found.bytes() < expected) {
      throw new WrongDeviceException(
          "spare is smaller than when the pair was made: path="
              + spare.identity().path()
              + ", expectedBytes="
              + expected
              + ", foundBytes="
              + found.bytes()
              + "; slots beyond its end would be lost");
    }
    checkBlocks("spare", pair, spare);
  }

  private static void checkMain(PairIdentity pair, BlockDevice main) throws WrongDeviceException {
    DeviceGeometry found = main.geometry();
    String path = main.identity().path();
    if (found.sectorSize() != pair.main().sectorSize() || found.sectors() < pair.main().sectors()) {
      throw new WrongDeviceException(
          "main is not the pair's: path="
              + path
              + ", expected="
              + pair.main().sectors()
              + " sectors of "
              + pair.main().sectorSize()
              + " bytes, found="
              + found.sectors()
              + " of "
              + found.sectorSize());
    }
    checkBlocks("main", pair, main);
  }

  private static void checkMainId(PairIdentity pair, BlockDevice main) throws WrongDeviceException {
    String expected = pair.mainStableId();
    String found = idOf(main);
    if (!expected.isEmpty() && !StableId.matches(expected, found)) {
      throw new WrongDeviceException(
          "main is another disk: path="
              + main.identity().path()
              + ", expected="
              + expected
              + ", found="
              + (found.isEmpty() ? "a disk without a name" : found)
              + "; accept it (acceptMain, --accept-main) only if it holds main's data; to look at"
              + " the map, give the spare alone");
    }
  }

  private static void checkBlocks(String role, PairIdentity pair, BlockDevice device)
      throws WrongDeviceException {
    int found = device.geometry().physicalBlockSize();
    if (found > pair.slotSize()) {
      throw new WrongDeviceException(
          role
              + " has larger physical blocks than the pair's slots: path="
              + device.identity().path()
              + ", expected="
              + pair.slotSize()
              + " or less, found="
              + found);
    }
  }
}
