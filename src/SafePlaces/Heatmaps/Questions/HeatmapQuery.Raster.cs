using System.Globalization;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Density;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Heatmaps.Writing;
using SafePlaces.Http;
using SafePlaces.Ogc;

namespace SafePlaces.Heatmaps.Questions;

/// <summary>Where the raster of a question lies and how fine it is.</summary>
sealed partial record HeatmapQuery
{
    const int DefaultCells = 512;
    const int DefaultShapes = 200;

    /// <summary>A polygon takes some 300 bytes of GeoJSON.</summary>
    const int MostShapes = 250_000;

    static readonly double[] NationalCellsM = [25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

    /// <summary>Where EPSG:3006 holds.</summary>
    static readonly Geometry Domain = KnownCrs.Crs84.CoverIn3006(new Box(-180, -90, 180, 90));

    static KnownCrs RasterCrs(IQueryCollection query, MediaType form)
    {
        if (!query.ContainsKey("crs"))
            return KnownCrs.SwerefTm;
        var crs = BoundingBox.ParseCrs(query.Given(), "crs");
        return crs == KnownCrs.SwerefTm || (crs == WebMercator && form == MediaType.Png)
            ? crs
            : throw Problem.InvalidParameter(
                "crs",
                $"a heatmap as {form.Name} is not made in {crs.Uri}",
                $"Leave it out for {KnownCrs.SwerefTm.Uri}; f=png also knows {WebMercator.Uri}."
            );
    }

    /// <summary>What is to be covered, in metres of the raster's CRS: the box, or round the area, or round all there is.</summary>
    static Envelope Bounds(Collection collection, BoundingBox? box, Geometry? area, KnownCrs crs, double bandwidthM)
    {
        Envelope bounds;
        if (box is not null && box.Crs == crs)
            bounds = new(box.Box.West, box.Box.East, box.Box.South, box.Box.North);
        else if (box is not null)
            bounds = In(box.Crs.CoverIn3006(box.Box), crs);
        else if (area is not null)
            bounds = In(area, crs);
        else if (collection.Extent is { } extent)
        {
            var all = KnownCrs.Crs84.CoverIn3006(extent).EnvelopeInternal;
            all.ExpandBy(bandwidthM);
            bounds = In(new GeometryFactory().ToGeometry(all), crs);
        }
        else
            throw Problem.InvalidParameter("bbox", "is missing, and the collection has no extent yet", "Give a box.");
        if (bounds.IsNull || !Holds(bounds, crs))
            throw Outside(box);
        return bounds.Width > 0 && bounds.Height > 0
            ? bounds
            : throw Problem.InvalidParameter("bbox", "has no area", "Give two corners that differ in both axes.");
    }

    static Envelope In(Geometry in3006, KnownCrs crs) =>
        in3006.IsEmpty ? new() : KnownCrs.SwerefTm.Transform(in3006, crs).EnvelopeInternal;

    static bool Holds(Envelope bounds, KnownCrs crs)
    {
        if (crs == KnownCrs.SwerefTm)
            return Domain.Covers(Domain.Factory.ToGeometry(bounds));
        var cut = crs.CoverIn3006(new(bounds.MinX, bounds.MinY, bounds.MaxX, bounds.MaxY));
        // a cut box has become smaller
        return !cut.IsEmpty
            && KnownCrs.SwerefTm.Transform(cut, crs).EnvelopeInternal is var back
            && Math.Abs(back.Width - bounds.Width) < 0.1
            && Math.Abs(back.Height - bounds.Height) < 0.1;
    }

    static ProblemException Outside(BoundingBox? box) =>
        Problem.InvalidParameter(
            "bbox",
            "lies outside the area where EPSG:3006 holds (15° W - 45° E, 30° - 76° N)",
            box is { Crs.NorthFirst: true }
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{box.Crs.Uri} is north before east: south,west,north,east. Did you mean bbox={box.Box.West},{box.Box.South},{box.Box.East},{box.Box.North}?"
                )
                : "Give a box in or near Sweden, axes in the order of bbox-crs."
        );

    static DensityGrid Raster(IQueryCollection query, KnownCrs crs, Envelope bounds, MediaType form)
    {
        var (width, height) = (HeatmapParameters.Cells(query, "width"), HeatmapParameters.Cells(query, "height"));
        var cell = HeatmapParameters.Number(query, "cell", HeatmapParameters.LeastCellM, HeatmapParameters.MostCellM);
        if (width is null != height is null)
            throw Problem.InvalidParameter(
                width is null ? "width" : "height",
                "is missing",
                "Give width and height together, or cell."
            );
        if (width is not null && cell is not null)
            throw Problem.InvalidParameter("cell", "is given beside width and height", "Give one or the other.");
        if (width is { } columns && height is { } rows)
        {
            Bounded((double)columns * rows, "width", form, crs);
            return DensityGrid.Dividing(bounds, columns, rows);
        }
        // one metre on the ground is more in Web Mercator
        var stretch = crs == WebMercator ? Math.Cosh((bounds.MinY + bounds.MaxY) / 2 / 6_378_137) : 1;
        var side = stretch * (cell ?? DefaultCellM(Math.Max(bounds.Width, bounds.Height) / stretch, form));
        if (crs == WebMercator)
        {
            var (across, down) = (Math.Ceiling(bounds.Width / side), Math.Ceiling(bounds.Height / side));
            Bounded(across * down, "cell", form, crs);
            return DensityGrid.Dividing(bounds, (int)across, (int)down);
        }
        // whole cells counted from the origin of EPSG:3006, so that neighbouring maps have the same cells
        var (west, south) = (Math.Floor(bounds.MinX / side), Math.Floor(bounds.MinY / side));
        var (east, north) = (Math.Ceiling(bounds.MaxX / side), Math.Ceiling(bounds.MaxY / side));
        Bounded((east - west) * (north - south), "cell", form, crs);
        return new(west * side, north * side, side, (int)(east - west), (int)(north - south));
    }

    /// <summary>Shapes of cells are for other programs: few, and of sizes that the national grid has.</summary>
    static double DefaultCellM(double sideM, MediaType form) =>
        form.IsCells() || form.IsContours()
            ? NationalCellsM.FirstOrDefault(cell => sideM / cell <= DefaultShapes, HeatmapParameters.MostCellM)
            : Math.Max(HeatmapParameters.LeastCellM, Math.Ceiling(sideM / DefaultCells));

    static void Bounded(double cells, string parameter, MediaType form, KnownCrs crs)
    {
        var most =
            form.IsCells() ? MostShapes
            : form == MediaType.JsonDocument || crs == WebMercator ? MostPlainCells
            : MostCells;
        if (cells > most)
            throw Problem.InvalidParameter(
                parameter,
                string.Create(CultureInfo.InvariantCulture, $"makes {cells:0} cells, more than {most}"),
                form == MediaType.JsonDocument || form.IsCells()
                    ? "Ask for larger cells or a smaller box, or for a GeoTIFF."
                    : "Ask for larger cells or a smaller box."
            );
    }
}
