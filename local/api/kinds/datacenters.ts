import { ok } from "../http";
import { route } from "../router";

type Place = readonly [code: string, name: string, group: string, latitude: number, longitude: number, shield?: string];

/** Some of Fastly's about ninety data centers: https://api.fastly.com/datacenters has all of today's. */
const PLACES: readonly Place[] = [
  ["AMS", "Amsterdam", "Europe", 52.308613, 4.763889, "amsterdam-nl"],
  ["IAD", "Ashburn (Metro)", "United States", 38.944533, -77.455811],
  ["BWI", "Ashburn - BWI", "United States", 38.944533, -77.455811, "bwi-va-us"],
  ["DCA", "Ashburn - DCA", "United States", 38.851242, -77.040232, "dca-dc-us"],
  ["CHI", "Chicago - CHI", "United States", 41.9742, -87.9073, "chi-il-us"],
  ["DFW", "Dallas", "United States", 32.896828, -97.037997, "dallas-tx-us"],
  ["FRA", "Frankfurt", "Europe", 50.026421, 8.543125, "frankfurt-de"],
  ["GRU", "Sao Paulo", "South America", -23.432075, -46.469511, "gru-br-sa"],
  ["HKG", "Hong Kong", "Asia/Pacific", 22.308919, 113.914603, "hongkong-hk"],
  ["JNB", "Johannesburg", "Africa", -26.13778, 28.19756, "jnb-johannesburg-za"],
  ["LHR", "London - LHR", "Europe", 51.4775, -0.461389, "london-uk"],
  ["LON", "London - LON", "Europe", 51.499, -0.011, "lon-london-uk"],
  ["MAD", "Madrid", "Europe", 40.439323, -3.621211, "mad-madrid-es"],
  ["PAO", "Palo Alto", "United States", 37.454965, -122.110783, "pao-ca-us"],
  ["QPG", "Singapore", "Asia/Pacific", 1.350189, 103.994433, "qpg-singapore-sg"],
  ["SEA", "Seattle", "United States", 47.449, -122.309306, "sea-wa-us"],
  ["SJC", "San Jose", "United States", 37.3626, -121.929022, "sjc-ca-us"],
  ["SYD", "Sydney", "Asia/Pacific", -33.946111, 151.177222, "sydney-au"],
  ["TYO", "Tokyo", "Asia/Pacific", 35.617, 139.748, "tyo-tokyo-jp"],
  ["YYZ", "Toronto", "United States", 43.677223, -79.630556, "yyz-on-ca"],
];

export const datacenterRoutes = [
  route("GET", "/datacenters", () =>
    ok(
      PLACES.map(([code, name, group, latitude, longitude, shield]) => ({
        code,
        name,
        group,
        coordinates: { x: 0, y: 0, latitude, longitude },
        ...(shield !== undefined && { shield }),
      })),
    ),
  ),
];
