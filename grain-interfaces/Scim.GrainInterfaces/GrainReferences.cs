namespace Scim.GrainInterfaces;

/// <summary>Creates grain references on hot paths.</summary>
public static class GrainReferences
{
    /// <summary>
    /// Returns the grain with the given key, like <see cref="IGrainFactory"/>'s <c>GetGrain</c> method.
    /// </summary>
    /// <remarks>
    /// <c>GetGrain</c> reads the attributes of the grain interface by reflection on every call. This method caches the
    /// grain type and the interface type after the first call.
    /// </remarks>
    /// <typeparam name="T">The grain interface.</typeparam>
    /// <param name="grains">The grain factory.</param>
    /// <param name="key">The key of the grain.</param>
    /// <exception cref="ArgumentNullException"><paramref name="grains"/> is null.</exception>
    public static T GetGrainReference<T>(this IGrainFactory grains, string key)
        where T : class, IGrainWithStringKey
    {
        ArgumentNullException.ThrowIfNull(grains);
        if (TypeIdCache<T>.Value is { } known)
            return (T)grains.GetGrain(GrainId.Create(known.Grain, key), known.Interface);
        T grain = grains.GetGrain<T>(key);
        if (grain is GrainReference reference)
            TypeIdCache<T>.Value = new GrainTypeIds(reference.GrainId.Type, reference.InterfaceType);
        return grain;
    }

    private sealed record GrainTypeIds(GrainType Grain, GrainInterfaceType Interface);

    private static class TypeIdCache<T>
    {
        public static volatile GrainTypeIds? Value;
    }
}
