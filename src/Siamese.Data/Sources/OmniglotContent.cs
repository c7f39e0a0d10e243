namespace TorchSharp.Siamese.Data.Sources;

/// <summary>What is in Omniglot: alphabets, how many characters each has, and the sums of the published archives.</summary>
/// <remarks>Source: Lake, Salakhutdinov and Tenenbaum, Science 350 (2015), and its data, github.com/brendenlake/omniglot.</remarks>
internal static class OmniglotContent
{
    internal const int Drawers = 20;

    private static readonly Dictionary<string, int> Background = new(StringComparer.Ordinal)
    {
        ["Alphabet_of_the_Magi"] = 20, ["Anglo-Saxon_Futhorc"] = 29, ["Arcadian"] = 26, ["Armenian"] = 41, ["Asomtavruli_(Georgian)"] = 40,
        ["Balinese"] = 24, ["Bengali"] = 46, ["Blackfoot_(Canadian_Aboriginal_Syllabics)"] = 14, ["Braille"] = 26, ["Burmese_(Myanmar)"] = 34,
        ["Cyrillic"] = 33, ["Early_Aramaic"] = 22, ["Futurama"] = 26, ["Grantha"] = 43, ["Greek"] = 24, ["Gujarati"] = 48, ["Hebrew"] = 22,
        ["Inuktitut_(Canadian_Aboriginal_Syllabics)"] = 16, ["Japanese_(hiragana)"] = 52, ["Japanese_(katakana)"] = 47, ["Korean"] = 40,
        ["Latin"] = 26, ["Malay_(Jawi_-_Arabic)"] = 40, ["Mkhedruli_(Georgian)"] = 41, ["N_Ko"] = 33,
        ["Ojibwe_(Canadian_Aboriginal_Syllabics)"] = 14, ["Sanskrit"] = 42, ["Syriac_(Estrangelo)"] = 23, ["Tagalog"] = 17, ["Tifinagh"] = 55,
    };

    private static readonly Dictionary<string, int> Evaluation = new(StringComparer.Ordinal)
    {
        ["Angelic"] = 20, ["Atemayar_Qelisayer"] = 26, ["Atlantean"] = 26, ["Aurek-Besh"] = 26, ["Avesta"] = 26, ["Ge_ez"] = 26,
        ["Glagolitic"] = 45, ["Gurmukhi"] = 45, ["Kannada"] = 41, ["Keble"] = 26, ["Malayalam"] = 47, ["Manipuri"] = 40, ["Mongolian"] = 30,
        ["Old_Church_Slavonic_(Cyrillic)"] = 45, ["Oriya"] = 46, ["Sylheti"] = 28, ["Syriac_(Serto)"] = 23, ["Tengwar"] = 25, ["Tibetan"] = 42,
        ["ULOG"] = 26,
    };

    private static readonly HashSet<string> Small1 = new(["Balinese", "Early_Aramaic", "Greek", "Korean", "Latin"], StringComparer.Ordinal);

    internal static string FolderOf(OmniglotSet set) => set switch
    {
        OmniglotSet.Background => "images_background",
        OmniglotSet.Evaluation => "images_evaluation",
        OmniglotSet.BackgroundSmall1 => "images_background_small1",
        OmniglotSet.BackgroundSmall2 => "images_background_small2",
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, $"Needs one of {string.Join(", ", Enum.GetNames<OmniglotSet>())}, got {set}."),
    };

    /// <summary>MD5 of the published archive; null where it is not known here.</summary>
    internal static string? Md5Of(OmniglotSet set) => set switch
    {
        OmniglotSet.Background => "68d2efa1b9178cc56df9314c21c6e718",
        OmniglotSet.Evaluation => "6b91aef0f799c5bb55b94e3f2daec811",
        OmniglotSet.BackgroundSmall1 => "e704a628b5459e08445c13499850abc4",
        _ => null,
    };

    /// <summary>The set that some alphabets are of, by most of them.</summary>
    internal static OmniglotSet SetOf(IReadOnlyCollection<string> alphabets)
    {
        if (alphabets.Count(Evaluation.ContainsKey) * 2 > alphabets.Count)
            return OmniglotSet.Evaluation;
        if (alphabets.Count > Small1.Count)
            return OmniglotSet.Background;
        return alphabets.All(Small1.Contains) ? OmniglotSet.BackgroundSmall1 : OmniglotSet.BackgroundSmall2;
    }

    /// <summary>What a set lacks or has too much of; empty where it is whole.</summary>
    /// <param name="set">The set.</param>
    /// <param name="drawings">Drawings of each character that was found.</param>
    internal static List<string> Faults(OmniglotSet set, IReadOnlyDictionary<(string Alphabet, string Character), int> drawings)
    {
        var faults = new List<string>();
        var characters = drawings.Keys.CountBy(key => key.Alphabet).ToDictionary(StringComparer.Ordinal);
        var known = set == OmniglotSet.Evaluation ? Evaluation : Background;
        var whole = set switch
        {
            OmniglotSet.BackgroundSmall1 => Small1.ToList(),
            OmniglotSet.BackgroundSmall2 => [.. characters.Keys.Where(known.ContainsKey)],     // any five
            _ => [.. known.Keys],
        };
        if (set == OmniglotSet.BackgroundSmall2 && whole.Count != Small1.Count)
            faults.Add($"needs {Small1.Count} alphabets, found {whole.Count}");
        faults.AddRange(whole.Where(name => characters.GetValueOrDefault(name) != known[name])
            .Select(name => $"'{name}' needs {known[name]} characters, found {characters.GetValueOrDefault(name)}"));
        faults.AddRange(characters.Keys.Except(whole).Select(name => $"'{name}' is none of its alphabets"));
        faults.AddRange(drawings.Where(pair => pair.Value != Drawers)
            .Select(pair => $"'{pair.Key.Alphabet}/{pair.Key.Character}' needs {Drawers} drawings, found {pair.Value}"));
        return faults;
    }
}
