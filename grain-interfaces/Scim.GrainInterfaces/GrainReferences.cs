using Orleans.Runtime;

namespace Scim.GrainInterfaces;

/// <summary>References to grains, for where one is made for each request.</summary>
public static class GrainReferences
{
    /// <summary>
    /// The grain of a key: the same as <see cref="IGrainFactory"/>'s method, which reads the interface's attributes by
    /// reflection every time. What they say is kept here after the first time.
    /// </summary>
    public static T GetGrainReference<T>(this IGrainFactory grains, string key)
        where T : class, IGrainWithStringKey
    {
        ArgumentNullException.ThrowIfNull(grains);
        if (TypeIdCache<T>.Value is { } known)
            return (T)grains.GetGrain(GrainId.Create(known.Grain, key), known.Interface);
        T grain = grains.GetGrain<T>(key);
        if (grain is GrainReference reference)
            TypeIdCache<T>.Value = new GrainTypeIds(
                reference.GrainId.Type,
                reference.InterfaceType
            );
        return grain;
    }

    private sealed record GrainTypeIds(GrainType Grain, GrainInterfaceType Interface);

    private static class TypeIdCache<T>
    {
        public static volatile GrainTypeIds? Value;
    }
}
